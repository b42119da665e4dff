import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { topics, type Topic } from '../../../contract/models/event.ts'
import { refresh } from '../../bridge/refresh.ts'

const shownForMs = 6000

/** Says in passing what was done. */
export function useTold(): (message: string) => void {
  const { t } = useTranslation()
  return useCallback((message) => {
    notifications.show({ message, autoClose: shownForMs, closeButtonProps: { 'aria-label': t('common:action.close') } })
  }, [t])
}

export interface Deed<TData, TVariables> {
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
  const tell = useTold()
  return useMutation<TData, Error, TVariables>({
    ...options,
    onSuccess: (data, variables) => {
      const message = told?.(data, variables) ?? null
      if (message !== null) tell(message)
      void refresh(queries, touches)
      after?.(data, variables)
    },
  })
}
