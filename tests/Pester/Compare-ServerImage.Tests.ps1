Describe 'Compare-ServerImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/compare
        $first = $repo | Build-ServerImage
        Invoke-Git -C $repo.Path tag v1
        Set-Content "$($repo.Path)/rootfs/new.txt" new
        Add-Content "$($repo.Path)/state.yaml" 'environment: {MODE: test}'
        Invoke-Git -C $repo.Path add -A
        Invoke-Git -C $repo.Path commit -q -m More
        $repo = Get-StateRepo $repo.Path
        $second = $repo | Build-ServerImage
        Push-Location $repo.Path
    }

    AfterAll { Pop-Location }

    It 'lists what differs between two commits, one object each' {
        $found = Compare-ServerImage v1 main
        $found | ForEach-Object ToString | Should -Be 'Component rootfs: Changed', 'Setting environment.MODE: Added', 'File /new.txt: Added'
        $found | Should -BeOfType ServerImageDifference
        $found[2].Component | Should -Be rootfs
        $found[2].SecondBytes | Should -Be 4
        $found[2].FirstBytes | Should -BeNullOrEmpty
        $found[0].Reference, $found[0].Difference | Should -Be v1, main
    }

    It 'compares with HEAD where no second is given, from any place' {
        Push-Location /
        try {
            (Compare-ServerImage v1 -Path $repo.Path).Name | Should -Contain /new.txt
            ($repo | Compare-ServerImage v1).Name | Should -Contain /new.txt
        } finally { Pop-Location }
    }

    It 'writes nothing where nothing differs, and says so when it is asked to talk' {
        Compare-ServerImage HEAD main | Should -BeNullOrEmpty
        Compare-ServerImage $second HEAD -Verbose 4>&1 | Should -Match "are the same image, $($second.Id)"
    }

    It 'takes images, their ids and built images with their repository' {
        (Compare-ServerImage $first $second).Name | Should -Contain /new.txt
        (Compare-ServerImage $first.Id.Substring(0, 8) $second.Id).Name | Should -Contain /new.txt
        Push-Location /
        try { ($second | Compare-ServerImage v1).Name | Should -Contain /new.txt } finally { Pop-Location }
    }

    It 'goes on with the next where one means nothing' {
        $result = Invoke-Apart { 'nowhere', 'main' | Compare-ServerImage v1 -ErrorAction Continue }
        $result.Ids | Should -Be ReferenceNotFound
        $result.Output.Name | Should -Contain /new.txt
    }

    It 'warns of a commit that was not built, and compares the rest' {
        Set-Content other.txt x
        Invoke-Git add -A
        Invoke-Git commit -q -m Unbuilt
        try {
            $found = Compare-ServerImage v1 -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Match 'has not been built here'
            $found[0].Kind, $found[0].What | Should -Be Image, 'not built'
            $found.Name | Should -Contain environment.MODE
        } finally { Invoke-Git reset -q --hard HEAD~1 }
    }

    It 'compares with a running server, and tells what its start added' -Skip:(-not [Environment]::IsPrivilegedProcess) {
        $null = Initialize-ServerHost
        $server = $first | Start-EphemeralServer -Name "$prefix-cmp" -Environment @{ TOKEN = 'do not tell' } -Group "$prefix-blue"
        try {
            ($server | Compare-ServerImage v1).Name | Should -Be "group $prefix-blue", 'variable TOKEN'
            (Compare-ServerImage "$prefix-cmp" HEAD).Name | Should -Contain /new.txt
            (Compare-ServerImage "server:$prefix-cmp" HEAD | ConvertTo-Json) | Should -Not -Match 'do not tell'
        } finally { $server | Stop-Server -Force }
    }

    It 'shows Kind, Change, Name, What, First and Second as a table' {
        $text = Compare-ServerImage v1 main | Format-Table | Out-String -Width 200
        $text | Should -Match 'Kind\s+Change\s+Name\s+What\s+First\s+Second'
        $text | Should -Match 'File +Added +/new.txt +[\d.,]+ KiB'
        $text | Should -Match 'Setting +Added +environment.MODE +"test"'
    }

    It 'shows no control character of a name as it is' {
        $found = [ServerImageDifference] @{ Kind = 'File'; Change = 'Added'; Name = "/a`e[31m`n$([char]0x202e)b" }
        $found | Format-Table | Out-String -Width 200 | Should -Match ([regex]::Escape('/a\u001b[31m\u000a\u202eb'))
    }

    It 'is fit for a report' {
        Compare-ServerImage v1 main | ConvertTo-Json -Depth 2 | ConvertFrom-Json | ForEach-Object Kind | Should -Be Component, Setting, File
    }
}
