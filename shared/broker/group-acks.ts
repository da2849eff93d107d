import { type Channel, type ConsumeMessage, IllegalOperationError } from 'amqplib'
import type { Delivery } from '../ports/ports.ts'

type Answers = Pick<Delivery, 'ack' | 'reject'>

/**
 * Acknowledges what was handled in one turn of the event loop together: up to the oldest unanswered message with one
 * `multiple` acknowledgement, the rest singly. On a channel that is closed or closing there is nothing to answer:
 * RabbitMQ puts the messages back and delivers them again.
 */
export function groupAcks(channel: Channel): { deliver(message: ConsumeMessage): Answers; close(): void } {
  const unanswered = new Set<number>()
  let handled: ConsumeMessage[] = []
  let open = true

  const flush = (): void => {
    const group = handled.sort((a, b) => a.fields.deliveryTag - b.fields.deliveryTag)
    handled = []
    if (!open) return
    // Tags are given in rising order and a set keeps the order of insertion: the first one is the oldest.
    const oldest = unanswered.values().next().value ?? Number.POSITIVE_INFINITY
    const together = group.filter(({ fields }) => fields.deliveryTag < oldest)
    const last = together.at(-1)
    unlessClosing(() => {
      if (last !== undefined) channel.ack(last, true)
      for (const message of group.slice(together.length)) channel.ack(message)
    })
  }

  return {
    deliver(message) {
      unanswered.add(message.fields.deliveryTag)
      return {
        ack() {
          if (!unanswered.delete(message.fields.deliveryTag)) return
          if (handled.push(message) === 1) setImmediate(flush)
        },
        reject() {
          if (!unanswered.delete(message.fields.deliveryTag) || !open) return
          unlessClosing(() => channel.reject(message, false))
        },
      }
    },
    close() {
      open = false
    },
  }
}

/** Between a client's wish to close and the broker's consent amqplib refuses to send and has told nobody yet. */
function unlessClosing(answer: () => void): void {
  try {
    answer()
  } catch (error) {
    if (!(error instanceof IllegalOperationError)) throw error
  }
}
