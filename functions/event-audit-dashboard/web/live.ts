/**
 * The browser's part: fetches the page again when the live stream says that something changed and swaps what carries
 * `data-fragment`. It is served as its own source text, so it must not use anything from outside itself.
 */
export function live(): void {
  const SECOND = 1_000
  const POLL_MS = 5 * SECOND
  const SPACING_MS = SECOND
  /** So that `3 min ago` stays true on a quiet page. */
  const REFRESH_MS = 60 * SECOND
  const READY_WITHIN_MS = 5 * SECOND
  const TRY_STREAM_AGAIN_MS = 60 * SECOND

  const main = document.querySelector<HTMLElement>('main[data-live]')
  const indicator = document.querySelector<HTMLElement>('[data-indicator]')
  if (main === null || indicator === null) return
  const streamUrl = main.dataset['live'] ?? ''
  let cursor = main.dataset['cursor'] ?? ''
  let wanted = false
  let fetching = false
  let nextAt = 0
  let polling: ReturnType<typeof setInterval> | undefined
  let state = 'connecting'

  const show = (name: string, text: string): void => {
    state = name
    indicator.hidden = false
    indicator.dataset['state'] = name
    if (indicator.textContent !== text) indicator.textContent = text
  }

  const busy = (): boolean => {
    if (document.hidden) return true
    const selection = getSelection()
    const selecting = selection !== null && !selection.isCollapsed && main.contains(selection.anchorNode)
    const focused = document.activeElement?.closest('input, select, textarea') ?? null
    const fields = main.querySelectorAll<HTMLInputElement>('[data-fragment] input, [data-fragment] textarea')
    const written = [...fields].some((field) => field.value !== field.defaultValue)
    return selecting || written || (focused !== null && focused.closest('[data-fragment]') !== null)
  }

  const keyOf = (element: Element): string => element.id || element.getAttribute('href') || ''

  const swap = (next: Document): void => {
    const focusKey = document.activeElement === null ? '' : keyOf(document.activeElement)
    for (const old of main.querySelectorAll<HTMLElement>('[data-fragment]')) {
      const fresh = next.querySelector(`[data-fragment="${old.dataset['fragment']}"]`)
      if (fresh === null || fresh.innerHTML === old.innerHTML) continue
      const open = new Set([...old.querySelectorAll('details[open]')].map((details) => details.id))
      const hadFocus = old.contains(document.activeElement)
      for (const details of fresh.querySelectorAll('details')) if (open.has(details.id)) details.open = true
      old.replaceChildren(...fresh.childNodes)
      const again = [...old.querySelectorAll<HTMLElement>('[id], a[href]')].find((one) => keyOf(one) === focusKey)
      if (hadFocus && focusKey !== '') again?.focus({ preventScroll: true })
    }
  }

  const refresh = async (): Promise<void> => {
    fetching = true
    wanted = false
    const started = performance.now()
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
      if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), 'text/html'))
      if (state === 'away') show('polling', 'polls every 5 s')
      if (answer.status >= 500) show('away', 'not reachable')
    } catch {
      show('away', 'not reachable')
    }
    fetching = false
    // A page that is slow to make is asked for less often.
    nextAt = performance.now() + Math.max(SPACING_MS, 4 * (performance.now() - started))
  }

  const tick = (): void => {
    if (wanted && !fetching && performance.now() >= nextAt && !busy()) void refresh()
  }

  const want = (): void => {
    wanted = true
    tick()
  }

  const poll = (): void => {
    if (state !== 'away') show('polling', 'polls every 5 s')
    polling ??= setInterval(want, POLL_MS)
  }

  let source: EventSource | undefined
  let later: ReturnType<typeof setTimeout> | undefined

  const disconnect = (): void => {
    clearTimeout(later)
    source?.close()
    source = undefined
  }

  const giveUp = (): void => {
    disconnect()
    poll()
    later = setTimeout(connect, TRY_STREAM_AGAIN_MS)
  }

  const ready = (): void => {
    clearTimeout(later)
    clearInterval(polling)
    polling = undefined
    show('live', 'live')
  }

  function connect(): void {
    disconnect()
    if (typeof EventSource === 'undefined') {
      poll()
      return
    }
    const opened = new EventSource(`${streamUrl}?lastEventId=${encodeURIComponent(cursor)}`)
    source = opened
    later = setTimeout(giveUp, READY_WITHIN_MS)
    opened.addEventListener('ready', ready)
    opened.addEventListener('changes', (event) => {
      cursor = event.lastEventId
      want()
    })
    opened.addEventListener('error', () => {
      clearTimeout(later)
      if (opened.readyState === EventSource.CLOSED) giveUp()
      else poll()
    })
  }

  show('connecting', 'connecting')
  setInterval(tick, SPACING_MS / 4)
  setInterval(want, REFRESH_MS)
  // A tab nobody looks at holds no stream: browsers allow few, and the function may then scale to zero.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      disconnect()
      return
    }
    connect()
    want()
  })
  connect()
}
