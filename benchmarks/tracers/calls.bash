# ROOT=repository OUT=file BASH_ENV=path/of/calls.bash bash script: every command of a file of the repository that is a function of
# it, as `file, line, file and line of the function, its name`, with tabs between.
_traced_call() {
  shopt -s extdebug # where a function stands; when bash starts it would look for a debugger
  set -o functrace
  local word=${1%%[[:space:]]*} from=${BASH_SOURCE[1]} place
  [[ $from == "$ROOT"/* && $word =~ ^[A-Za-z_][A-Za-z0-9_:.-]*$ ]] || return 0
  place=$(declare -F "$word") || return 0
  place=${place#* }
  [[ ${place#* } == "$ROOT"/* ]] || return 0
  [[ ${FUNCNAME[1]} == "$word" && $2 == "${place%% *}" ]] && return 0 # the function begins
  printf '%s\t%s\t%s\t%s\t%s\n' "${from#"$ROOT"/}" "$2" "${place##*"$ROOT"/}" "${place%% *}" "$word" >>"$OUT"
}
trap '_traced_call "$BASH_COMMAND" "$LINENO"' DEBUG
