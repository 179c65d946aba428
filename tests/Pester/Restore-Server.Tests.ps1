Describe 'Restore-Server' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $repo = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/restore
        $name = "$prefix-re"
        $first = $repo | Invoke-ServerRebuild -Name $name
        Add-Content "$($repo.Path)/state.yaml" 'environment: {NEW: "yes"}'
        Invoke-Git -C $repo.Path commit -q -a -m Next
        $second = Invoke-ServerRebuild $repo.Path -Name $name
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        Remove-Item "/run/containerstate/rebuilds/$name.lock" -ErrorAction Ignore
    }

    It 'changes nothing with -WhatIf' {
        Restore-Server $repo.Path -Name $name -WhatIf | Should -BeNullOrEmpty
        (Get-Server "$name-*").Image | Should -Be $second.Image
    }

    It 'goes back to the last good commit, which holds' {
        $back = Restore-Server $repo.Path -Name $name
        $back.Kind, $back.Outcome, $back.Commit | Should -Be Restore, Replaced, $first.Commit
        (Get-Server "$name-*").Image | Should -Be $first.Image
        (Invoke-ServerRebuild $repo.Path -Name $name).Outcome | Should -Be Unchanged
    }

    It 'goes to an entry of the history' {
        $again = Get-ServerRebuild $name -Path $repo.Path | Where-Object Commit -EQ $second.Commit | Select-Object -First 1 | Restore-Server
        $again.Outcome | Should -Be Replaced
        (Get-Server "$name-*").Image | Should -Be $second.Image
    }

    It 'says what it does not find, and changes nothing' {
        $seen = Invoke-Apart { Restore-Server $repo.Path -Name $name -Commit no-such-branch -ErrorAction Continue }
        $seen.Ids | Should -Be ReferenceNotFound
        $seen.Output.Outcome | Should -Be Failed
        (Get-Server "$name-*").Image | Should -Be $second.Image
    }

    It 'takes the file of a schedule, and no other parameter with it' {
        $bin = New-Item TestDrive:/bin -ItemType Directory
        $null = New-Item "$($bin.FullName)/containerstate" -ItemType SymbolicLink -Value /usr/bin/env
        $path = $env:PATH
        try {
            $env:PATH = "$($bin.FullName):$path"
            $schedule = Register-ServerRebuild $repo.Path -Name $name -Schedule daily -Group fleet -UnitFolder TestDrive:/units
        } finally { $env:PATH = $path }
        $file = $schedule.SettingsPath
        $back = Restore-Server -SettingsPath $file -Commit $first.Commit
        $back.Outcome, $back.Commit | Should -Be Replaced, $first.Commit
        (Get-Server "$name-*").Network.Group | Should -Be fleet
        (Invoke-ServerRebuild -SettingsPath $file -Force).Commit | Should -Be $second.Commit
        (Invoke-Apart { Restore-Server -SettingsPath $file -Count 2 -ErrorAction Continue }).Ids | Should -Be InvalidName
        (Invoke-Apart { Invoke-ServerRebuild -SettingsPath $file -Pull -ErrorAction Continue }).Ids | Should -Be InvalidName
    }
}
