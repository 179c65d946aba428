# Tab for containerstate in fish. The words are the program's own answer, so they follow its commands and what is on the host.
function __containerstate_words
    set -l before (commandline -opc)
    set -l token (commandline -ct)
    set -l line (string join ' ' -- containerstate $before[2..-1])" $token"
    set -l answer (command containerstate "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
    if set -q answer[1]
        printf '%s\n' $answer
    else
        # Where there is no word, a file may be meant.
        __fish_complete_path "$token"
    end
end
complete -c containerstate -f -a '(__containerstate_words)'
