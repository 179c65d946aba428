# Tab for containerstate in fish. The words are the program's own answer, so they follow its commands and what is on the host.
function __containerstate_words
    set -l line (string join ' ' -- containerstate (commandline -opc)[2..-1] (commandline -ct | string collect --allow-empty))
    command containerstate "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
# Where there is no word, a file may be meant: fish lists files then.
complete -c containerstate -a '(__containerstate_words)'
complete -c containerstate -n 'count (__containerstate_words) >/dev/null' -f
