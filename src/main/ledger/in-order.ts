import type { Connection } from './connection.ts'

/**
 * Two connections in threads of their own, heard in the order in which one thread would have done it: what was read
 * before a commit is heard before that commit. Otherwise a loop would learn that a clip is through, and then, from a
 * look that began earlier, that it is still to be done.
 */
export function inOrder({ writer, reader }: { writer: Connection; reader: Connection }): { writer: Connection; reader: Connection } {
  const reading = new Set<Promise<unknown>>()
  return {
    reader: {
      ...reader,
      async run(sql, parameters) {
        const asked = reader.run(sql, parameters)
        reading.add(asked)
        try {
          return await asked
        } finally {
          reading.delete(asked)
        }
      },
    },
    writer: {
      ...writer,
      async commit() {
        await writer.commit()
        if (reading.size === 0) return
        await Promise.allSettled(reading)
        // Whoever asked hears it first, through however many hands it goes.
        await new Promise((resolve) => { setImmediate(resolve) })
      },
    },
  }
}
