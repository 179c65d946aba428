# Tab for containerstate in bash. The words are the program's own answer, so they follow its commands and what is on the host.
_containerstate() {
    # The line up to the cursor, without the name that the program was called by: that of PATH is asked, never ./containerstate.
    local line=${COMP_LINE:0:COMP_POINT} word current=$2
    line="containerstate${line#"${COMP_WORDS[0]}"}"
    COMPREPLY=()
    while IFS= read -r word; do
        # Not compgen -W, which would run what a branch of somebody else's repository may be called.
        [[ $word == "$current"* ]] && COMPREPLY+=("$(printf %q "$word")")
    done < <(command containerstate "[suggest:${#line}]" "$line" 2>/dev/null)
}
# Where there is no word, a file may be meant.
complete -o bashdefault -o default -F _containerstate containerstate
