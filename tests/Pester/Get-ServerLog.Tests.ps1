Describe 'Get-ServerLog' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        # Says a line at once, and another each tenth of a second.
        $repo = Import-StateRepo (Get-FixtureRepo).Path (Join-Path (Convert-Path TestDrive:/) talker)
        Set-Content TestDrive:/talker/state.yaml @'
name: talker
init: [/bin/busybox, sh, -c, "n=0; while :; do n=$((n+1)); echo line $n; busybox sleep 0.1; done"]
environment: {PATH: "/bin:/usr/bin"}
'@
        Invoke-Git -C $repo.Path commit -q -a -m Talk
        $server = Get-StateRepo $repo.Path | Build-ServerImage | Start-EphemeralServer -Name "$prefix-talker"
        $deadline = (Get-Date).AddSeconds(30)
        while (@(Get-ServerLog $server.Name).Count -lt 5 -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 50 }
    }

    AfterAll { Stop-Server "$prefix-*" -Force }

    It 'reads the lines so far, each with its server' {
        $lines = Get-ServerLog $server.Name
        $lines.Text | Should -Contain 'line 1'
        $lines[0].Server | Should -Be $server.Name
    }

    It 'reads the last ones' {
        $last = $server | Get-ServerLog -Tail 2
        $last | Should -HaveCount 2
        [int]($last[1].Text -replace '\D') | Should -BeGreaterThan 2
    }

    It 'shows a line as the server wrote it' {
        $server | Get-ServerLog -Tail 1 | Out-String -Width 200 | Should -Match "^\s*$($server.Name) \| line \d+\s*$"
    }

    It 'says that a server without a log server has no /dev/log' {
        $server | Get-ServerLog -Source Syslog -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidName*'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match 'started without a log server'
    }

    It 'follows, until the reader has had enough' {
        $lines = $server | Get-ServerLog -Follow -Tail 0 | Select-Object -First 3
        $lines | Should -HaveCount 3
    }

    It 'ends at once on Ctrl+C' {
        $shell = [powershell]::Create().AddScript({
                param($module, $name)
                Import-Module $module
                Get-ServerLog $name -Follow
            }).AddArgument($modulePath).AddArgument($server.Name)
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
        $deadline = (Get-Date).AddSeconds(20)
        while ($output.Count -lt 3 -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 20 }
        $output.Count | Should -BeGreaterOrEqual 3
        $running.IsCompleted | Should -BeFalse
        (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 20
        $shell.InvocationStateInfo.State | Should -Be Stopped
    }

    It 'follows until the server is gone' {
        $name = "$prefix-ending"
        $null = Get-ServerImage talker | Select-Object -First 1 | Start-EphemeralServer -Name $name
        $killer = Start-ThreadJob { param($module, $name) Start-Sleep 1; Import-Module $module; Stop-Server $name -Force } -ArgumentList $modulePath, $name
        @(Get-ServerLog $name -Follow).Count | Should -BeGreaterThan 3
        $killer | Wait-Job | Receive-Job
        $killer | Remove-Job
    }

    It 'follows several at once, each line with its server, until all have ended' {
        $names = "$prefix-beside-1", "$prefix-beside-2"
        $null = Get-ServerImage talker | Select-Object -First 1 | Start-EphemeralServer -Name "$prefix-beside" -Count 2
        $killer = Start-ThreadJob {
            param($module, $names)
            Import-Module $module
            Start-Sleep 1
            # The one dies behind our back, the other is stopped.
            kill -9 (Get-Server $names[0]).ProcessId
            # Longer than a busy host takes to read the last of it.
            Start-Sleep 4
            Stop-Server $names[1] -Force
        } -ArgumentList $modulePath, $names
        $lines = Get-Server "$prefix-beside-*" | Get-ServerLog -Follow
        $killer | Wait-Job | Receive-Job
        $killer | Remove-Job
        $lines.Server | Sort-Object -Unique | Should -Be $names
        $lines.Where({ $_.Server -eq $names[0] }).Count | Should -BeGreaterThan 3
        # Neither waited for the other.
        $first = $lines.Server.IndexOf($names[1])
        $lines.Server | Select-Object -Skip $first | Should -Contain $names[0]
        $lines[-1].Server | Should -Be $names[1]
    }

    It 'reads a dead server to its last line with -Follow, and ends' {
        $repo = Import-StateRepo (Get-FixtureRepo).Path (Join-Path (Convert-Path TestDrive:/) brief)
        Set-Content "$($repo.Path)/state.yaml" "name: brief`ninit: [/bin/busybox, sh, -c, 'busybox seq 1000; busybox sleep 0.3; busybox printf end']`n"
        Invoke-Git -C $repo.Path commit -q -a -m 'Say a lot and end'
        $brief = Get-StateRepo $repo.Path | Build-ServerImage | Start-EphemeralServer -Name "$prefix-brief"
        $lines = $brief | Get-ServerLog -Follow
        $lines | Should -HaveCount 1001
        $lines[-1].Text | Should -Be end
        # Once more, when it has been dead for long.
        (Get-Server $brief.Name).State | Should -Be Dead
        (Get-ServerLog $brief.Name -Follow -Tail 1).Text | Should -Be end
    }

    It 'says that there is no such server' {
        (Invoke-Apart { Get-ServerLog "$prefix-nope" -ErrorAction Continue }).Ids | Should -Be ServerNotFound
    }
}

Describe 'Get-ServerLog of a server with a log server that is away' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        if (-not (Get-Command rsyslogd, daemon, socklog -ErrorAction Ignore | Select-Object -Skip 2)) {
            apt-get install --quiet --yes --no-install-recommends rsyslog daemon socklog | Out-Null
        }
        $repo = Import-StateRepo (Get-FixtureRepo).Path (Join-Path (Convert-Path TestDrive:/) logger)
        Set-Content TestDrive:/logger/state.yaml @'
name: logger
init: [/bin/busybox, sh, -c, "echo one; echo two; busybox sleep 1; busybox logger -t app three; exec busybox sleep 1000"]
environment: {PATH: "/bin:/usr/bin"}
'@
        Invoke-Git -C $repo.Path commit -q -a -m Log
        $image = Get-StateRepo $repo.Path | Build-ServerImage
        # Nobody listens on the port of TCP's multiplexer.
        $server = $image | Start-EphemeralServer -Name "$prefix-logger" -LogServer syslog+tcp://127.0.0.1:1
        $deadline = (Get-Date).AddSeconds(60)
        while (-not (Get-Server $server.Name).LogFault -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 100 }
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        foreach ($name in 'relay.pid', 'relay.clientpid') {
            Get-Content (Join-Path $env:CONTAINERSTATE_HOME "relays/*/$name") -ErrorAction Ignore | ForEach-Object { Stop-Process -Id $_ -Force -ErrorAction Ignore }
        }
        # What waits in it would have the next command start the relay again.
        Remove-Item (Join-Path $env:CONTAINERSTATE_HOME relays) -Recurse -Force
    }

    It 'is told by Get-Server' {
        $now = Get-Server $server.Name
        $now.LogServer | Should -Be 'syslog+tcp://127.0.0.1:1'
        $now.LogFault | Should -Match 'Connection refused'
        $now.LogWaitingBytes | Should -BeGreaterThan 0
    }

    It 'warns, and reads the lines with sequence and time' {
        $lines = $server.Name | Get-ServerLog -WarningVariable warnings -WarningAction SilentlyContinue
        $lines.Text | Should -Be 'one', 'two'
        $lines.Sequence | Should -Be 0, 5
        $lines[0].TimeUtc | Should -BeOfType DateTime
        $warnings | Should -Match 'waits on this host: syslog\+tcp://127.0.0.1:1 does not get it: .*refused'
    }

    It 'reads what was sent to /dev/log, with its priority' {
        $deadline = (Get-Date).AddSeconds(30)
        do { $lines = @(Get-ServerLog $server.Name -Source Syslog -WarningAction SilentlyContinue) } until ($lines.Count -or (Get-Date) -gt $deadline)
        $lines | Should -HaveCount 1
        $lines[0].Text | Should -Match '^<13>.* app: three$'
    }

    It 'is warned of by Test-Server, which passes' {
        (Test-Server $server.Name -WarningVariable warnings -WarningAction SilentlyContinue).Passed | Should -BeTrue
        $warnings | Should -Match 'waits on this host'
    }

    It 'reads only what is new enough' {
        Get-ServerLog $server.Name -Since (Get-Date).AddHours(-1) -WarningAction SilentlyContinue | Should -HaveCount 2
        Get-ServerLog $server.Name -Since (Get-Date).AddHours(1) -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'reads the log when the server is gone' {
        $server | Stop-Server -Force
        Get-Server "$prefix-logger*" | Should -BeNullOrEmpty
        (Get-ServerLog $server.Name -WarningAction SilentlyContinue).Text | Should -Be 'one', 'two'
    }

    It 'refuses what is no log server, and starts nothing' {
        $image | Start-EphemeralServer -Name "$prefix-bad" -LogServer http://logs -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidName*'
        Get-Server "$prefix-bad*" | Should -BeNullOrEmpty
    }
}
