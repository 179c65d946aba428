Describe 'Invoke-ServerRebuild' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $repo = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/rebuild
        # One name for each file: server names are one namespace.
        $name = "$prefix-rb"

        function Set-Server([string] $Check) {
            Set-Content "$($repo.Path)/state.yaml" "name: rebuild`ninit: [/bin/busybox, sh, -c, `"echo begun; exec busybox sleep 1000`"]`nchecks: [{exec: {command: [$Check], attempts: 1}}]"
            Invoke-Git -C $repo.Path commit -q -a -m $Check --allow-empty
        }
        Set-Server '/bin/busybox, "true"'
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        Remove-Item "/run/containerstate/rebuilds/$name.lock" -ErrorAction Ignore
    }

    It 'changes nothing with -WhatIf' {
        Invoke-ServerRebuild $repo.Path -Name $name -WhatIf | Should -BeNullOrEmpty
        Get-Server "$name-*" | Should -BeNullOrEmpty
    }

    It 'starts servers, and leaves them alone when nothing has changed' {
        $first = Get-StateRepo $repo.Path | Invoke-ServerRebuild -Name $name -Count 2
        $first.Outcome | Should -Be Replaced
        $first.Steps.Name | Should -Be Build, Start, Test
        $first.Tests.Passed | Should -Be $true, $true
        (Get-Server "$name-*").Name | Should -Be $first.Servers
        $running = Get-Server "$name-*"
        (Invoke-ServerRebuild $repo.Path -Name $name -Count 2).Outcome | Should -Be Unchanged
        (Get-Server "$name-*").ProcessId | Should -Be $running.ProcessId
    }

    It 'keeps the old ones when the new ones fail, and writes the report and the error' {
        $running = Get-Server "$name-*"
        Set-Server '/bin/busybox, "false"'
        $seen = Invoke-Apart { Invoke-ServerRebuild $repo.Path -Name $name -Count 2 -ErrorAction Continue }
        $seen.Ids | Should -Be ServerNotReady
        $seen.Output.Outcome | Should -Be RolledBack
        $seen.Output.Log.Text | Should -Contain begun
        $seen.Output.Error.Remedy | Should -Not -BeNullOrEmpty
        $seen.Output | ConvertTo-Json -Depth 6 | Should -Match '"RolledBack"'
        (Get-Server "$name-*").ProcessId | Should -Be $running.ProcessId
    }

    It 'refuses a name that is too long, and a path that is no repository' {
        (Invoke-Apart { Invoke-ServerRebuild $repo.Path -Name ('x' * 28) -ErrorAction Continue }).Ids | Should -Be InvalidName
        (Invoke-Apart { Invoke-ServerRebuild TestDrive:/nowhere -Name $name -ErrorAction Continue }).Ids | Should -Be NotARepository
    }
}
