// Loaded into each function that the local runner starts: standard input is a pipe from the runner, and its end means
// that the runner is gone, killed or not. The function then leaves as it does on any SIGTERM.
process.stdin.on('error', leave).on('end', leave).resume()
process.stdin.unref?.()

function leave() {
  process.kill(process.pid, 'SIGTERM')
}
