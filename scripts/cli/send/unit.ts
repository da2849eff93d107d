/** The least that is sent or refused by itself: a line with its newline, or an item of a JSON document. */
export type Unit = {
  /** As they stand in the file. */
  bytes: Buffer
  /** Where in the file's content the unit ends: once it is accepted, sending goes on from here. */
  end: number
  /** Why it can't be sent. */
  unfit?: string
}
