import type { UploadOf, UploadRecord, UploadRecords } from '../../src/main/publishing/upload-records.ts'

/** Records that live as long as the test, as the ledger keeps them. */
export function recordsInMemory(): UploadRecords & { all: (UploadOf & UploadRecord & { givenUp: boolean })[] } {
  const all: (UploadOf & UploadRecord & { givenUp: boolean })[] = []
  const of = (id: number) => {
    const found = all.find((record) => record.id === id)
    if (!found) throw new Error(`There is no upload ${id}.`)
    return found
  }
  return {
    all,
    async find({ clipSourceId, place, sizeBytes, mtimeMs }) {
      for (const record of all) {
        if (record.givenUp || record.clipSourceId !== clipSourceId || record.place !== place) continue
        if (record.sizeBytes === sizeBytes && record.mtimeMs === mtimeMs) return { ...record }
        if (!record.there) record.givenUp = true
      }
      return null
    },
    async begin(given) {
      const record = { ...given, id: all.length + 1, uploadId: null, there: false, givenUp: false }
      all.push(record)
      return { ...record }
    },
    async opened(id, uploadId) { of(id).uploadId = uploadId },
    async arrived(id) { of(id).there = true },
    async giveUp(id) { of(id).givenUp = true },
  }
}
