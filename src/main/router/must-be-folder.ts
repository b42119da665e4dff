import { stat } from 'node:fs/promises'
import { ProblemError } from '../../contract/models/problem.ts'

/**
 * @param instead what to name when it is a file.
 * @throws ProblemError `folder-missing`, or `invalid-input` for a file.
 */
export async function mustBeFolder(folder: string, instead: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error)
  if (found instanceof Error) throw new ProblemError('folder-missing', `The folder ${folder} cannot be found (${found.code ?? found.message}).`, 'Check the path; a drive may have to be mounted first.', { cause: found })
  if (!found.isDirectory()) throw new ProblemError('invalid-input', `${folder} is a file, not a folder.`, instead)
}
