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
        (Invoke-Apart { Test-Server "$prefix-dead" -ErrorAction Continue }).Ids | Should -Be ServerNotRunning
    }
}
