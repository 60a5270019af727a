# Holds one kernel, in a session of its own: supervise.sh SCRATCH TERMINAL PROGRAM ARGUMENTS...
# Standard input is the lab's lifeline: when the lab ends in any way, SIGKILL included, it reaches its
# end, and this shell kills the kernel with all its processes and removes the scratch directory.
scratch=$1 terminal=$2
shift 2
exec 3>&1 4>&2 5<&0 2>/dev/null
if [[ $terminal ]]; then
  "$@" <"$terminal" >"$terminal" 2>"$scratch/kernel.log" 3>&- 4>&- 5<&- &
else
  "$@" </dev/null >"$scratch/kernel.log" 2>&1 5<&- &
fi
kernel=$!
exec 3>&- 4>&-

# A user-mode kernel makes a session of its own, with the processes that stand for the guest's.
end_kernel() { kill -KILL "$kernel" -- "-$kernel"; }

{
  cat >/dev/null
  end_kernel
} <&5 &
wait "$kernel"
end_kernel
# Nothing to read yet is a lab that lives and removes its directory itself.
read -r -t 0.01 -u 5
(($? > 128)) || rm -rf "$scratch"
kill -KILL 0
