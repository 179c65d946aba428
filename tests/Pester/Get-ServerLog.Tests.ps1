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
        $killer | Receive-Job -Wait -AutoRemoveJob
    }

    It 'says that there is no such server' {
        (Invoke-Apart { Get-ServerLog "$prefix-nope" -ErrorAction Continue }).Ids | Should -Be ServerNotFound
    }
}
