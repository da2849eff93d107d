/** What a run has done so far. */
export type Tally = {
  accepted: number
  /** Records that the server keeps as rejected. */
  rejected: number
  /** Lines or items that the server did not take, kept here. */
  kept: number
  bytes: number
  /** Of the files, as far as their sizes say something of their content. */
  totalBytes: number | undefined
}

export function emptyTally(): Tally {
  return { accepted: 0, rejected: 0, kept: 0, bytes: 0, totalBytes: undefined }
}

/** `12345 accepted, 2 rejected, 4,100/s, 3.2 of 10.0 MB (32 %)`. */
export function describeTally({ accepted, rejected, kept, bytes, totalBytes }: Tally, elapsedMs: number): string {
  const rate = elapsedMs < 1000 ? '' : `, ${count(Math.round((accepted * 1000) / elapsedMs))}/s`
  const share = totalBytes === undefined || totalBytes < bytes ? '' : ` of ${megabytes(totalBytes)}`
  const percent = share === '' || totalBytes === 0 ? '' : ` (${Math.floor((100 * bytes) / totalBytes!)} %)`
  return `${count(accepted)} accepted, ${count(rejected + kept)} rejected${rate}, ${megabytes(bytes)}${share} MB${percent}`
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
