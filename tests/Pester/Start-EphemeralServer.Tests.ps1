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

    It 'takes the names and wildcards of images, and is Start-Server too' {
        (Start-Server WEB -Name "$prefix-named").Image | Should -Be (Get-ServerImage web | Select-Object -First 1).Id
        $named = Start-Server 'w?b' -Name "$prefix-wild"
        $named.Image | Should -Be (Get-ServerImage web | Select-Object -First 1).Id
        Start-Server 'nobody-*' | Should -BeNullOrEmpty
    }

    It 'starts several, and hands each on when its checks pass' {
        $servers = $image | Start-EphemeralServer -Name "$prefix-many" -Count 3 -Wait
        $servers | Should -HaveCount 3
        $servers | ForEach-Object Address | Sort-Object -Unique | Should -HaveCount 3
        ($servers | Test-Server).Passed | Should -Be $true, $true, $true
    }

    It 'tells of the server that did not get ready, and <What>' -ForEach @(
        @{ What = 'leaves it for looking at'; More = @{}; Left = 1 }, @{ What = 'stops it when told to'; More = @{ StopUnready = $true }; Left = 0 }
    ) {
        $repo = Import-StateRepo (Get-FixtureRepo).Path (Join-Path (Convert-Path TestDrive:/) "unready-$Left")
        Set-Content "$($repo.Path)/state.yaml" @'
name: unready
init: [/bin/busybox, sh, -c, "echo not today; exec busybox sleep 1000"]
checks: [{tcp: {port: 81, attempts: 1000}}]
'@
        Invoke-Git -C $repo.Path commit -q -a -m 'Never get ready'
        $unready = Get-StateRepo $repo.Path | Build-ServerImage
        $result = Invoke-Apart { $unready | Start-EphemeralServer -Name "$prefix-unready" -TimeoutSeconds 0.5 @More -ErrorAction Continue }
        $result.Ids | Should -Be ServerNotReady
        $result.Output | Should -BeNullOrEmpty
        $target = $result.Errors[0].TargetObject
        $target | Should -BeOfType ContainerState.Servers.EphemeralServer
        $target.Name | Should -Be "$prefix-unready"
        Get-Server "$prefix-unready*" | Should -HaveCount $Left
        if ($Left) {
            ($target | Get-ServerLog).Text | Should -Be 'not today'
            $target | Stop-Server -Force
        } else {
            $result.Errors[0].ErrorDetails.RecommendedAction | Should -Be 'It was stopped. The last that it wrote: not today.'
        }
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
            owned  = @{ Value = 'from-a-text'; Owner = 33; Mode = '0440' }
        }
        $run = "/proc/$($server.ProcessId)/root/run/secrets"
        Get-Content "$run/text" -Raw | Should -BeExactly "a`nb"
        Get-Content "$run/secure" -Raw | Should -BeExactly 'from-a-secure-string'
        Get-Content "$run/file" -Raw | Should -BeExactly 'from-a-file'
        (Get-Item "$run/bytes").Length | Should -Be 2
        Get-Content "$run/owned" -Raw | Should -BeExactly 'from-a-text'
        stat -c '%a %u' "$run/owned" "$run/text" | Should -Be "440 $($server.FirstUserId + 33)", "400 $($server.FirstUserId)"
        Get-Server $server.Name | ConvertTo-Json -Depth 9 -WarningAction Ignore | Should -Not -Match 'from-a'
    }

    It 'refuses a secret of the type <Type>, and one with the name of a path, without showing them' -ForEach @(
        @{ Type = 'int'; Table = @{ a = 4711 } }, @{ Type = 'null'; Table = @{ a = $null } }, @{ Type = 'string'; Table = @{ '../a' = 'value-4711' } },
        @{ Type = 'table'; Table = @{ a = @{ Value = 'value-4711'; Mode = 440 } } }
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
