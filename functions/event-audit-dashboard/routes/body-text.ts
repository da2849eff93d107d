import { BodyTooLarge, readBody } from '../../../shared/runtime/read-body.ts'
import { BadFilter } from '../filters/read-field.ts'

const MOST_BYTES = 64 * 1024

/** The body of a request, which is read as far as it may go. @throws BadFilter saying what is wrong with the body */
export async function bodyText(request: Request): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBody(request, MOST_BYTES))
  } catch (fault) {
    if (fault instanceof BodyTooLarge) throw badBody(`is larger than ${MOST_BYTES} bytes`)
    if (fault instanceof TypeError) throw badBody('is not UTF-8')
    throw fault
  }
}

export function badBody(message: string): BadFilter {
  return new BadFilter([{ field: 'body', message }])
}
