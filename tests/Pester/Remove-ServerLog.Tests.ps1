Describe 'Remove-ServerLog' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        if (-not (Get-Command rsyslogd, daemon, socklog -ErrorAction Ignore | Select-Object -Skip 2)) {
            apt-get install --quiet --yes --no-install-recommends rsyslog daemon socklog | Out-Null
        }
        $repo = Import-StateRepo (Get-FixtureRepo).Path (Join-Path (Convert-Path TestDrive:/) dropper)
        Set-Content TestDrive:/dropper/state.yaml @'
name: dropper
init: [/bin/busybox, sh, -c, "echo one; echo two; exec busybox sleep 1000"]
environment: {PATH: "/bin:/usr/bin"}
'@
        Invoke-Git -C $repo.Path commit -q -a -m Log
        $image = Get-StateRepo $repo.Path | Build-ServerImage
        # Nobody listens on the port of TCP's multiplexer.
        $servers = $image | Start-EphemeralServer -Name "$prefix-drop" -Count 3 -LogServer syslog+tcp://127.0.0.1:1 | Sort-Object Name
        $deadline = (Get-Date).AddSeconds(60)
        while (@(Get-Server "$prefix-drop-*" | Where-Object { $_.LogFault -and $_.LogWaitingBytes -eq 10 }).Count -lt 3 -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 100 }
        $servers[2] | Stop-Server -Force
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        foreach ($name in 'relay.pid', 'relay.clientpid') {
            Get-Content (Join-Path $env:CONTAINERSTATE_HOME "relays/*/$name") -ErrorAction Ignore | ForEach-Object { Stop-Process -Id $_ -Force -ErrorAction Ignore }
        }
        Remove-Item (Join-Path $env:CONTAINERSTATE_HOME relays) -Recurse -Force -ErrorAction Ignore
    }

    # The console ends each line with a carriage return and a newline: 10 bytes for two of three letters.
    It 'is told of by Test-ServerHost and Get-Server, with the time since when' {
        $check = Test-ServerHost | Where-Object Area -EQ Log
        $check.Passed | Should -BeFalse
        $check.Found | Should -Match "^30 bytes of $prefix-drop-1, $prefix-drop-2, $prefix-drop-3 wait for syslog\+tcp://127\.0\.0\.1:1: .*, since \d{4}-"
        $check.Remedy | Should -Match Remove-ServerLog
        (Get-Server $servers[0].Name).LogFault | Should -Match ', since \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$'
    }

    It 'drops nothing with -WhatIf' {
        Remove-ServerLog "$prefix-drop-*" -WhatIf
        (Get-Server "$prefix-drop-*").LogWaitingBytes | Should -Be 10, 10
        (Get-ServerLog $servers[2].Name -WarningAction SilentlyContinue).Text | Should -Be one, two
    }

    It 'drops what waits of a server that runs, and says how much' {
        $dropped = $servers[0] | Remove-ServerLog -PassThru
        $dropped | Should -HaveCount 1
        $dropped.Server | Should -Be $servers[0].Name
        $dropped.LogServer | Should -Be 'syslog+tcp://127.0.0.1:1'
        $dropped.DroppedBytes | Should -Be 10
        (Get-Server "$prefix-drop-*").LogWaitingBytes | Should -Be 0, 10
        Get-ServerLog $servers[0].Name -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'takes a name in any case and wildcards, of servers that are gone too, and each once' {
        $dropped = Remove-ServerLog $servers[2].Name.ToUpperInvariant(), "$prefix-drop-*" -PassThru -Verbose 4>&1
        $said = $dropped | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        ($dropped | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Server | Should -Be $servers[2].Name, $servers[1].Name
        $said -join '; ' | Should -Match "$($servers[1].Name), of whose log 10 bytes wait"
        (Test-ServerHost | Where-Object Area -EQ Log).Found | Should -Be none
        (Invoke-Apart { Get-ServerLog $servers[2].Name -ErrorAction Continue }).Ids | Should -Be ServerNotFound
    }

    It 'does nothing where nothing waits' {
        Remove-ServerLog "$prefix-drop-*" -PassThru | Should -BeNullOrEmpty
        Remove-ServerLog "$prefix-none-*" | Should -BeNullOrEmpty
    }

    It 'says that there is no such server' {
        (Invoke-Apart { Remove-ServerLog "$prefix-nope" -ErrorAction Continue }).Ids | Should -Be ServerNotFound
    }
}
