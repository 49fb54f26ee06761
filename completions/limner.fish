# fish completion for limner. The program itself knows what can follow.
function __limner_complete
    set -l words (commandline -opc) (commandline -ct)
    for answer in ($words[1] __complete $words[2..] 2>/dev/null </dev/null)
        switch $answer
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':directories'
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $answer
        end
    end
end
complete -c limner -f -a '(__limner_complete)'
