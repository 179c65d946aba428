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

    It 'hands over secrets of each kind, which nothing shows' {
        $file = Join-Path (Convert-Path TestDrive:/) key
        Set-Content $file 'from-a-file' -NoNewline
        $server = $image | Start-EphemeralServer -Name "$prefix-secret" -Secret @{
            text   = "a`nb"
            secure = ConvertTo-SecureString 'from-a-secure-string' -AsPlainText -Force
            file   = Get-Item $file
            bytes  = [byte[]] (1, 2)
        }
        $run = "/proc/$($server.ProcessId)/root/run/secrets"
        Get-Content "$run/text" -Raw | Should -BeExactly "a`nb"
        Get-Content "$run/secure" -Raw | Should -BeExactly 'from-a-secure-string'
        Get-Content "$run/file" -Raw | Should -BeExactly 'from-a-file'
        (Get-Item "$run/bytes").Length | Should -Be 2
        Get-Server $server.Name | ConvertTo-Json -Depth 9 -WarningAction Ignore | Should -Not -Match 'from-a'
    }

    It 'refuses a secret of the type <Type>, and one with the name of a path, without showing them' -ForEach @(
        @{ Type = 'int'; Table = @{ a = 4711 } }, @{ Type = 'null'; Table = @{ a = $null } }, @{ Type = 'string'; Table = @{ '../a' = 'value-4711' } }
    ) {
        $result = Invoke-Apart { $image | Start-EphemeralServer -Name "$prefix-bad" -Secret $Table -ErrorAction Continue }
        $result.Ids | Should -Be InvalidName
        "$($result.Errors)" | Should -Not -Match 4711
    }

    It 'publishes a port, names a group and adds variables' {
        $server = $image | Start-EphemeralServer -Name "$prefix-net" -Publish 127.0.0.1:28080:8080 -Group blue -EgressTo 192.0.2.0/24:443 -Environment @{ MODE = 'test' }
        $found = Get-Server $server.Name
        "$($found.Network.Published)" | Should -Be '127.0.0.1:28080:8080'
        $found.Network.Group | Should -Be blue
        "$($found.Network.EgressTo)" | Should -Be '192.0.2.0/24:443'
        $found.Definition.Environment['MODE'] | Should -Be test
        $found.Usage.MemoryBytes | Should -BeGreaterThan 0
        $found.Usage.Processes | Should -BeGreaterThan 0
        (Invoke-Apart { $image | Start-EphemeralServer -Name "$prefix-net2" -Publish 28080:80 -ErrorAction Continue }).Ids | Should -Be PortInUse
    }

    It 'says that it needs root' {
        Invoke-AsNobody "Start-EphemeralServer $($image.Id) -Name $prefix-rootless" | Should -Be NotRoot
        Get-Server "$prefix-rootless*" | Should -BeNullOrEmpty
    }
}
