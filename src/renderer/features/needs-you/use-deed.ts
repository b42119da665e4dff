import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query'
import { topics, type Topic } from '../../../contract/models/event.ts'
import { concerns } from '../../bridge/topics.ts'

interface Deed<TData, TVariables> {
  options: UseMutationOptions<TData, Error, TVariables>
  /** What to say when it is done; null says nothing. */
  told?: (data: TData, variables: TVariables) => string | null
  /** What it may have changed; everything, unless one knows better. */
  touches?: readonly Topic[]
  after?: (data: TData, variables: TVariables) => void
}

/** Something a person does to the core: says that it is done, and shows its effect without waiting for the next event. */
export function useDeed<TData, TVariables>({ options, told, touches = topics, after }: Deed<TData, TVariables>): UseMutationResult<TData, Error, TVariables> {
  const queries = useQueryClient()
  return useMutation<TData, Error, TVariables>({
    ...options,
    onSuccess: (data, variables) => {
      const message = told?.(data, variables) ?? null
      if (message !== null) notifications.show({ message, autoClose: 6000 })
      void queries.invalidateQueries({ predicate: (query) => concerns(query.queryKey, touches) })
      after?.(data, variables)
    },
  })
}
