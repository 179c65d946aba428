Describe 'Start-EphemeralServer' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $image = Get-FixtureImage
    }

    AfterEach { Stop-Server "$prefix-*" -Force }

    It 'starts a server, by the beginning of the id of its image' {
        $server = Start-EphemeralServer $image.Id.Substring(0, 10) -Name "$prefix-a"
        $server.Name | Should -Be "$prefix-a"
        $server.State | Should -Be Running
        $server.Image | Should -Be $image.Id
        $server.Address | Should -Not -BeNullOrEmpty
        Test-Running $server.ProcessId | Should -BeTrue
    }

    It 'starts several, and hands each on when its checks pass' {
        $servers = $image | Start-EphemeralServer -Name "$prefix-many" -Count 3 -Wait
        $servers | Should -HaveCount 3
        $servers | ForEach-Object Address | Sort-Object -Unique | Should -HaveCount 3
        ($servers | Test-Server).Passed | Should -Be $true, $true, $true
    }

    It 'names a server after its image' {
        $server = $image | Start-EphemeralServer
        try { $server.Name | Should -Match '^web-\d+$' } finally { $server | Stop-Server -Force }
    }

    It 'leaves the started ones alone when the reader has had enough' {
        $first = $image | Start-EphemeralServer -Name "$prefix-few" -Count 2 | Select-Object -First 1
        $first.State | Should -Be Running
        { Stop-Server "$prefix-few*" -Force } | Should -Not -Throw
        Get-Server "$prefix-few*" | Should -BeNullOrEmpty
    }

    It 'starts nothing with -WhatIf' {
        $image | Start-EphemeralServer -Name "$prefix-not" -WhatIf | Should -BeNullOrEmpty
        Get-Server "$prefix-not*" | Should -BeNullOrEmpty
    }

    It 'says that there is no such image, and still starts the next' {
        $result = Invoke-Apart { '00000000', $image.Id | Start-EphemeralServer -Name "$prefix-next" -ErrorAction Continue }
        $result.Ids | Should -Be ImageNotFound
        $result.Output.Name | Should -Be "$prefix-next"
    }

    It 'refuses a name that is taken' {
        $null = $image | Start-EphemeralServer -Name "$prefix-taken"
        (Invoke-Apart { $image | Start-EphemeralServer -Name "$prefix-taken" -ErrorAction Continue }).Ids | Should -Be ServerExists
        (Get-Server "$prefix-taken").State | Should -Be Running
    }

    It 'refuses the name <Name>' -ForEach @(@{ Name = 'with space' }, @{ Name = 'a/b' }, @{ Name = '..' }, @{ Name = "a`nb" }) {
        (Invoke-Apart { $image | Start-EphemeralServer -Name $Name -ErrorAction Continue }).Ids | Should -Be InvalidName
    }

    It 'says that it needs root' {
        Invoke-AsNobody "Start-EphemeralServer $($image.Id) -Name $prefix-rootless" | Should -Be NotRoot
        Get-Server "$prefix-rootless*" | Should -BeNullOrEmpty
    }
}
