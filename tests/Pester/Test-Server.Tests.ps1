Describe 'Test-Server' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $server = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-test"
    }

    AfterAll { Stop-Server "$prefix-*" -Force }

    It 'runs the declared checks and our own, and carries the server' {
        $result = Test-Server $server.Name
        $result.Passed | Should -BeTrue
        $result.Server.Name | Should -Be $server.Name
        $result.Checks.Count | Should -BeGreaterOrEqual 2
        $result.Checks.Passed | Should -Not -Contain $false
    }

    It 'shows Server, Passed, Checks and Duration as a table' {
        $text = $server | Test-Server | Format-Table | Out-String -Width 200
        $text | Should -Match 'Server\s+Passed\s+Checks\s+Duration'
        $text | Should -Match "$($server.Name)\s+True\s+(\d+) of \1 passed\s+[\d,]+ ms"
    }

    It 'shows each check as a table' {
        ($server | Test-Server).Checks | Format-Table | Out-String -Width 200 | Should -Match 'Name\s+Passed\s+Attempts\s+Duration\s+Saw'
    }

    It 'says that there is no such server, and still tests the next' {
        $result = Invoke-Apart { "$prefix-nope", $server.Name | Test-Server -ErrorAction Continue }
        $result.Ids | Should -Be ServerNotFound
        $result.Output.Server.Name | Should -Be $server.Name
    }

    It 'says that a server does not run' {
        $dead = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-dead"
        kill -9 $dead.ProcessId
        while (Test-Running $dead.ProcessId) { Start-Sleep -Milliseconds 20 }
        $result = Invoke-Apart { Test-Server "$prefix-dead", $server.Name -ErrorAction Continue }
        $result.Ids | Should -Be ServerNotRunning
        # A report has a line of it all the same.
        $result.Output.Passed | Should -Be $false, $true
        $result.Output[0].Server.State | Should -Be Dead
        $result.Output[0].Checks | ForEach-Object { "$($_.Name) $($_.Saw)" } | Should -Be 'runs it is Dead'
        $result.Errors[0].TargetObject.Name | Should -Be "$prefix-dead"
    }

    It 'watches until the server is gone, or the reader has had enough' {
        @($server | Test-Server -Watch -Interval 0.1 | Select-Object -First 1).Passed | Should -BeTrue
        $watched = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-watched" -Wait
        $killer = Start-ThreadJob { param($module, $name) Import-Module $module; Stop-Server $name -Force } -ArgumentList $modulePath, $watched.Name
        $last = $watched | Test-Server -Watch -Interval 0.1 | Select-Object -Last 1
        $killer | Wait-Job | Receive-Job
        $killer | Remove-Job
        $last.Passed | Should -BeFalse
        $last.Checks.Name | Should -Be runs
    }

    It 'runs the Pester tests of the repository, and gives them the server' {
        $repo = New-StateRepo (Join-Path (Convert-Path TestDrive:/) web)
        $tests = New-Item "$($repo.Path)/tests" -ItemType Directory
        Set-Content "$tests/Page.Tests.ps1" @'
param($Server)
Describe 'The page' {
    It 'is served' { (Invoke-WebRequest "http://$($Server.Address):8080/" -SkipHttpErrorCheck).StatusCode | Should -BeIn 200, 404 }
    It 'fails' { $Server.Name | Should -Be nobody }
}
'@
        # In a PowerShell of its own, since this one runs Pester already.
        $seen = pwsh -NoProfile -NonInteractive -WorkingDirectory $repo.Path -Command @"
`$ErrorActionPreference = 'Stop'
Import-Module '$modulePath'
`$result = Test-Server '$($server.Name)' -Pester
"passed `$(`$result.Passed)"
`$result.Checks | ForEach-Object { "`$(`$_.Name)=`$(`$_.Passed)" }
try { Test-Server '$($server.Name)' -Pester -Path ./nowhere } catch { `$_.FullyQualifiedErrorId }
`$null = New-Item ./empty -ItemType Directory
`$empty = Test-Server '$($server.Name)' -Pester -Path ./empty
"empty `$(`$empty.Passed): `$((`$empty.Checks | Select-Object -Last 1).Saw)"
try { Test-Server '$($server.Name)' -Pester -Watch } catch { `$_.FullyQualifiedErrorId }
"@
        $seen | Should -Contain 'passed False'
        # And not what lies below the current folder, where the test of the page is.
        "$seen" | Should -BeLike '*empty False: no test was run from */empty*'
        $seen | Should -Contain 'The page.is served=True'
        $seen | Should -Contain 'The page.fails=False'
        $seen | Should -Contain 'root is read-only=True'
        $seen | Should -Contain 'TestsNotFound,ContainerState.PowerShell.Commands.TestServerCommand'
        $seen | Should -Contain 'WatchAndPester,ContainerState.PowerShell.Commands.TestServerCommand'
    }
}
