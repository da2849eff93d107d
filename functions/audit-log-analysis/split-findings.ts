import type { Stage } from '../../shared/detect/rule.ts'
import type { RuleActivity } from '../../shared/store/rules/record-activity.ts'

/** Parts what is to become alerts from what rules at stage shadow found, and counts both. */
export function splitFindings<Finding extends { rule: { id: string; stage: Stage } }>(
  findings: readonly Finding[],
): { live: Finding[]; activity: RuleActivity[] } {
  const activity = new Map<string, RuleActivity>()
  for (const { rule } of findings) {
    if (rule.stage === 'off') continue
    const id = `${rule.stage} ${rule.id}`
    const known = activity.get(id) ?? { ruleId: rule.id, stage: rule.stage, findings: 0 }
    activity.set(id, { ...known, findings: known.findings + 1 })
  }
  return { live: findings.filter(({ rule }) => rule.stage === 'live'), activity: [...activity.values()] }
}
