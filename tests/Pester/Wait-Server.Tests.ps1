Describe 'Wait-Server' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
    }

    AfterAll { Stop-Server "$prefix-*" -Force }

    It 'hands on the servers whose checks pass' {
        $servers = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-wait" -Count 2 | Wait-Server
        # Each is handed on as soon as it is up, in any order.
        $servers.Name | Sort-Object | Should -Be "$prefix-wait-1", "$prefix-wait-2"
        ($servers | Test-Server).Passed | Should -Be $true, $true
        (Wait-Server "$prefix-wait-*" -Timeout 0).Count | Should -Be 2
    }

    It 'says that a server ended, and still waits for the next' {
        $dead = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-dead"
        kill -9 $dead.ProcessId
        while (Test-Running $dead.ProcessId) { Start-Sleep -Milliseconds 20 }
        $result = Invoke-Apart { "$prefix-dead", "$prefix-wait-1" | Wait-Server -ErrorAction Continue }
        $result.Ids | Should -Be ServerNotRunning
        $result.Output.Name | Should -Be "$prefix-wait-1"
    }
}
