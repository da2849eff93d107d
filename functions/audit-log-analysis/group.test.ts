import { describe, expect, it } from 'vitest'
import { createGroup } from './group.ts'

/** A commit that a test ends by hand. */
function held() {
  const commits: { items: number[]; end: (error?: Error) => void }[] = []
  const commit = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      commits.push({ items, end: (error) => (error === undefined ? resolve(items) : reject(error)) })
    })
  return { commits, commit }
}
const turn = () => new Promise(setImmediate)

describe('a group', () => {
  it('commits a lone item at once and what comes meanwhile together, in order', async () => {
    const { commits, commit } = held()
    const add = createGroup(commit)
    const answered: string[] = []
    const waiting = [[1], [2, 3], [4]].map((items) => add(items).then(() => answered.push(items.join())))
    expect(commits.map(({ items }) => items)).toEqual([[1]])
    commits[0]!.end()
    await turn()
    expect(answered).toEqual(['1'])
    expect(commits.map(({ items }) => items)).toEqual([[1], [2, 3, 4]])
    commits[1]!.end()
    await Promise.all(waiting)
    expect(answered).toEqual(['1', '2,3', '4'])
  })

  it('never has two commits under way', async () => {
    let under = 0
    let most = 0
    const add = createGroup(async () => {
      most = Math.max(most, ++under)
      await turn()
      under--
    })
    const adding: Promise<void>[] = []
    for (let index = 0; index < 50; index++) {
      adding.push(add([index]))
      if (index % 3 === 0) await turn()
    }
    await Promise.all(adding)
    expect(most).toBe(1)
  })

  it('gives a fault to those whose items it concerns, and goes on', async () => {
    const { commits, commit } = held()
    const add = createGroup(commit)
    const results = Promise.allSettled([add([1]), add([2]), add([3])])
    commits[0]!.end()
    await turn()
    const late = add([4])
    commits[1]!.end(new Error('second'))
    await turn()
    commits[2]!.end()
    await late
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(commits.map(({ items }) => items)).toEqual([[1], [2, 3], [4]])
  })

  it('finishes a commit beside the next one, and answers its items only then', async () => {
    const { commits, commit } = held()
    let finishFirst: (error?: Error) => void = () => undefined
    const add = createGroup(commit, (items) =>
      items[0] === 1
        ? new Promise<void>((resolve, reject) => {
            finishFirst = (error) => (error === undefined ? resolve() : reject(error))
          })
        : Promise.resolve(),
    )
    const order: string[] = []
    const first = add([1]).catch((error: Error) => order.push(error.message))
    const second = add([2]).then(() => order.push('second'))
    commits[0]!.end()
    await turn()
    commits[1]!.end()
    await second
    finishFirst(new Error('first was not finished'))
    await first
    expect(order).toEqual(['second', 'first was not finished'])
  })

  it('takes no more than 500 items at a time, and a larger single delivery whole', async () => {
    const { commits, commit } = held()
    const add = createGroup(commit)
    const lengths = [1, 300, 200, 1, 900]
    const adding = lengths.map((length) => add(Array.from({ length }, () => 0)))
    for (let index = 0; index < 4; index++) {
      commits[index]!.end()
      await turn()
    }
    await Promise.all(adding)
    expect(commits.map(({ items }) => items.length)).toEqual([1, 500, 1, 900])
  })
})
