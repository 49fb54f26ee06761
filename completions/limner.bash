# bash completion for limner. The program itself knows what can follow.
_limner() {
  local line=${COMP_LINE:0:COMP_POINT} position=0 words=() part skipped rest i

  # COMP_WORDS is broken at ":" and "=" too; put such pieces together again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    part=${COMP_WORDS[i]}
    rest=${line:position}
    if [[ -z $part ]]; then
      [[ $line =~ [[:space:]]$ || ${#words[@]} -eq 0 ]] && words+=("")
      continue
    fi
    skipped=${rest%%"$part"*}
    position=$((position + ${#skipped} + ${#part}))
    if [[ -z $skipped && ${#words[@]} -gt 0 ]]; then
      words[-1]+=$part
    else
      words+=("$part")
    fi
  done

  # What is before the last ":", "=" or, by default, "@" stays on the line as it is.
  local current=${words[-1]#[\"\']} kept answer breaks=:=
  [[ $COMP_WORDBREAKS == *@* ]] && breaks=:=@
  kept=${current%"${current##*["$breaks"]}"}
  words[-1]=$current
  COMPREPLY=()
  while IFS= read -r answer; do
    case $answer in
      :files) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${current#"$kept"}")
              compopt -o filenames ;;
      :directories) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "${current#"$kept"}")
                    compopt -o filenames ;;
      *) answer=${answer%%$'\t'*}
         [[ $answer == *= ]] && compopt -o nospace
         COMPREPLY+=("$(printf %q "${answer#"$kept"}")") ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete "${words[@]:1}" 2>/dev/null </dev/null)
}
complete -o nosort -F _limner limner
