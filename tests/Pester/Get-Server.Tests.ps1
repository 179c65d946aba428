Describe 'Get-Server' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $servers = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-get" -Count 2 | Sort-Object Name
    }

    AfterAll { Stop-Server "$prefix-*" -Force }

    It 'lists servers whose name matches' {
        (Get-Server "$prefix-get*").Name | Should -Be $servers.Name
        (Get-Server).Name | Should -Contain $servers[0].Name
        (Get-Server $servers[1].Name).Address | Should -Be $servers[1].Address
    }

    It 'says that there is none of a name, and still finds the next' {
        $result = Invoke-Apart { "$prefix-nope", "$prefix-zz*", $servers[0].Name | Get-Server -ErrorAction Continue }
        $result.Ids | Should -Be ServerNotFound
        $result.Output.Name | Should -Be $servers[0].Name
    }

    It 'shows Name, State, Image, Address, Uptime and end as a table, and nothing else' {
        $lines = (Get-Server "$prefix-get*" | Format-Table | Out-String -Width 200).Trim() -split '\r?\n'
        ($lines[0].Trim() -split '\s+') | Should -Be Name, State, Image, Address, Uptime, Ended
        $lines[2] | Should -Match "^$($servers[0].Name)\s+Running\s+$($servers[0].Image.Substring(0, 12))\s+[\d.]+\s+00:0\d:\d\d\s*$"
    }

    It 'completes names' {
        $line = "Stop-Server $prefix-g"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be $servers.Name
    }

    It 'sees that a server was killed behind our back' {
        kill -9 $servers[1].ProcessId
        $deadline = (Get-Date).AddSeconds(5)
        while ((Get-Server $servers[1].Name).State -ne 'Dead' -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 50 }
        (Get-Server $servers[1].Name).State | Should -Be Dead
        while (-not (Get-Server $servers[1].Name).End -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 50 }
        (Get-Server $servers[1].Name).End.Reason | Should -Be 'killed by SIGKILL'
        (Get-Server $servers[1].Name | ConvertTo-Json -Depth 4 | ConvertFrom-Json).End.Signal | Should -Be SIGKILL
        (Get-Server $servers[0].Name).End | Should -BeNullOrEmpty
    }

    It 'remembers why servers ended that are no more' {
        $servers | Stop-Server -Force
        $ended = Get-Server $servers.Name -Ended | Where-Object StartedUtc -In $servers.StartedUtc
        $ended.Name | Sort-Object | Should -Be $servers.Name
        ($ended | Where-Object Name -EQ $servers[0].Name).End.WasStopped | Should -BeTrue
        ($ended | Where-Object Name -EQ $servers[1].Name).End | ForEach-Object ToString | Should -Be 'killed by SIGKILL'
    }
}
