/** What both ends of the line between the stand-in and its launcher do alike: ask, and answer what is asked. */

export interface Answer { op: 'answer'; to: number; value?: unknown; error?: string }

export interface Conversation<Question extends object> {
  /** @throws Error with what the other end could not do. */
  ask(question: Question): Promise<unknown>
  /** An answer has come. */
  hear(answer: Answer): void
  /** Does what was asked and tells how it went; nothing, where nobody asked. */
  reply(message: object, work: () => unknown): void
  /** Nobody answers any more. */
  hangUp(why: string): void
}

/** @param send carries a message to the other end. @returns whether it went off. */
export function converse<Question extends object>(send: (message: Answer | (Question & { id: number })) => boolean): Conversation<Question> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  return {
    ask: (question) => new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      if (send({ ...question, id })) return
      waiting.delete(id)
      reject(new Error('The other end is gone.'))
    }),
    hear({ to, value, error }) {
      const asked = waiting.get(to)
      waiting.delete(to)
      if (error === undefined) asked?.resolve(value)
      else asked?.reject(new Error(error))
    },
    reply(message, work) {
      const tell = (result: { value?: unknown; error?: string }): void => {
        if ('id' in message && typeof message.id === 'number') send({ op: 'answer', to: message.id, ...result })
      }
      void (async () => work())().then((value) => tell({ value }), (error: unknown) => tell({ error: String(error) }))
    },
    hangUp(why) {
      for (const { reject } of waiting.values()) reject(new Error(why))
      waiting.clear()
    },
  }
}
