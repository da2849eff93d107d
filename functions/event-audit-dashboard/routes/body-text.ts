import { BodyTooLarge, readBody } from '../../../shared/runtime/read-body.ts'
import { BadFilter } from '../filters/read-field.ts'

const USUAL_BYTES = 64 * 1024

/** The body of a request, which is read as far as it may go. @throws BadFilter saying what is wrong with the body */
export async function bodyText(request: Request, mostBytes = USUAL_BYTES): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBody(request, mostBytes))
  } catch (fault) {
    if (fault instanceof BodyTooLarge) throw badBody(`is larger than ${mostBytes} bytes`)
    if (fault instanceof TypeError) throw badBody('is not UTF-8')
    throw fault
  }
}

export function badBody(message: string): BadFilter {
  return new BadFilter([{ field: 'body', message }])
}
