# docs/runbook.md: the script as an operator runs it, in a PowerShell of its own.
Describe 'The runbook' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $runbook = Join-Path $PSScriptRoot ../../docs/examples/runbook.ps1
        # Where a session finds the module by its name.
        $modules = Split-Path (Split-Path (Split-Path $modulePath))
        $origin = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/origin
        $clone = Import-StateRepo $origin.Path TestDrive:/clone
        $name = "$prefix-run"

        # Commits a state.yaml with one check to the origin, and runs the runbook.
        function Invoke-Runbook([string] $Check, [int] $Count = 2) {
            Set-Content "$($origin.Path)/state.yaml" @"
name: run
init: [/bin/busybox, sh, -c, "echo begun; exec busybox sleep 1000"]
checks: [$Check]
"@
            Invoke-Git -C $origin.Path commit -q -a -m Change --allow-empty
            $report = Join-Path (Convert-Path TestDrive:/) report.json
            Remove-Item $report -ErrorAction Ignore
            $null = env "PSModulePath=${modules}:$env:PSModulePath" pwsh -NoProfile -NonInteractive -File $runbook $clone.Path -Name $name -Count $Count -Report $report
            Get-Content $report -Raw | ConvertFrom-Json | Add-Member ExitCode $LASTEXITCODE -PassThru
        }

        # What of servers can be seen on the host.
        function Get-Trace {
            (Get-Content /proc/self/mountinfo) -replace '^\S+ \S+ \S+ \S+ (\S+) .*', '$1'
            (Get-ChildItem /sys/fs/cgroup -Recurse -Directory -Filter 'containerstate*' | Get-ChildItem -Recurse -Directory) | ForEach-Object FullName
            Get-ChildItem /sys/class/net | ForEach-Object Name
            Get-ChildItem /run/containerstate/servers, /run/containerstate/mounts -ErrorAction Ignore | ForEach-Object Name
        }
        $untouched = Get-Trace
    }

    AfterAll { Stop-Server "$prefix-*" -Force }

    It 'starts the first servers, and reports' {
        $first = Invoke-Runbook '{exec: {command: [/bin/busybox, "true"]}}'
        $first.error | Should -BeNullOrEmpty
        $first.ExitCode, $first.outcome | Should -Be 0, 'Replaced'
        $first.commit | Should -Be (Get-StateRepo $origin.Path).Head
        $first.old | Should -HaveCount 0
        $first.tests.Passed | Should -Be $true, $true
        (Get-Server "$name-*").Name | Sort-Object | Should -Be ($first.new | Sort-Object)
    }

    It 'replaces them with those of a new commit, and stops the old ones' {
        $old = Get-Server "$name-*"
        $next = Invoke-Runbook '{exec: {command: [/bin/busybox, echo, new], contains: new}}'
        $next.ExitCode, $next.outcome | Should -Be 0, 'Replaced'
        $next.old | Sort-Object | Should -Be ($old.Name | Sort-Object)
        $running = Get-Server "$name-*"
        $running.Name | Sort-Object | Should -Be ($next.new | Sort-Object)
        $running.Image | Sort-Object -Unique | Should -Be $next.image
    }

    It 'starts nothing where the newest image runs already' {
        $old = Get-Server "$name-*"
        $again = Invoke-Runbook '{exec: {command: [/bin/busybox, echo, new], contains: new}}'
        $again.ExitCode, $again.outcome | Should -Be 0, 'Unchanged'
        (Get-Server "$name-*").ProcessId | Should -Be $old.ProcessId
    }

    It 'keeps the old ones when a check of the new ones fails, and says what it saw' {
        $old = Get-Server "$name-*"
        $failed = Invoke-Runbook '{exec: {command: [/bin/busybox, "false"], attempts: 2}}'
        $failed.ExitCode, $failed.outcome | Should -Be 1, 'Failed'
        $failed.error.message | Should -Match '^2 of 2 new servers failed'
        $failed.new | Should -HaveCount 2
        ($failed.tests[0].Checks | Where-Object Passed -EQ $false).Saw | Should -Match 'exit code 1'
        $failed.log.Text | Should -Contain 'begun'
        (Get-Server "$name-*").ProcessId | Should -Be $old.ProcessId
    }

    It 'keeps them when there is nothing to build, and says why' {
        $old = Get-Server "$name-*"
        $failed = Invoke-Runbook '{nonsense: 1}'
        $failed.ExitCode, $failed.outcome | Should -Be 1, 'Failed'
        $failed.error.id | Should -Be StateFile
        $failed.error.remedy | Should -Not -BeNullOrEmpty
        (Get-Server "$name-*").ProcessId | Should -Be $old.ProcessId
    }

    It 'leaves nothing over but the servers that run' {
        Stop-Server "$name-*" -Force
        $left = { Compare-Object $untouched (Get-Trace) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } }
        # The kernel needs a moment to take down what is gone.
        for ($try = 0; $try -lt 50 -and (& $left); $try++) { Start-Sleep -Milliseconds 100 }
        & $left | Should -BeNullOrEmpty
        git -C $clone.Path status --porcelain | Should -BeNullOrEmpty
    }
}
