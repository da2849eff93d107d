const MAX_FILE_LINES = 250
const MAX_FUNCTION_LINES = 60
const FUNCTION_START =
  /^(\s*)(?:export )?(?:default )?(?:(?:async )?function\*? (\w+)|const (\w+)\b.*(?:=>|\bfunction\b.*) \{$)/

/** Files and functions that have grown long, one line each. Formatted code is told apart by its indentation. */
export function measure(file: string, source: string): string[] {
  const lines = source.trimEnd().split('\n')
  const warnings = lines.length > MAX_FILE_LINES ? [`${file}: ${lines.length} lines`] : []
  for (const [index, line] of lines.entries()) {
    const start = FUNCTION_START.exec(line)
    if (start === null) continue
    const end = lines.findIndex((later, at) => at > index && later.startsWith(`${start[1]}}`) && !later.endsWith('{'))
    const length = end - index + 1
    if (length > MAX_FUNCTION_LINES) warnings.push(`${file}: ${start[2] ?? start[3]} has ${length} lines`)
  }
  return warnings
}
