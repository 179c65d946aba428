Describe 'The pipeline, from nothing to a killed server' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        Push-Location TestDrive:/
    }

    AfterAll { Pop-Location }

    It 'works as it stands in the design' {
        New-StateRepo ./web |
            Add-StateDependency -Debian busybox-static -Name base |
            Build-ServerImage |
            Start-EphemeralServer -OutVariable started |
            Test-Server -OutVariable tested |
            Stop-Server -Force
        $started | Should -HaveCount 1
        $tested.Passed | Should -BeTrue
        $tested.Checks.Name | Should -Not -BeNullOrEmpty
        (Get-Server).Name | Should -Not -Contain $started[0].Name
    }

    It 'answers over the network while it runs, and Get-Server shows it' {
        $server = Build-ServerImage ./web | Start-EphemeralServer -Name "$prefix-pipe" -Wait
        try {
            $port = $server.Definition.Ports[0]
            (Invoke-WebRequest "http://$($server.Address):$port/").StatusCode | Should -Be 200
            $header = (Get-Server $server.Name | Format-Table | Out-String).Trim() -split '\r?\n' | Select-Object -First 1
            $header.Trim() -split '\s+' | Should -Be Name, State, Image, Address, Uptime, Ended
        }
        finally { $server | Stop-Server -Force }
    }

    It 'does nothing at all with -WhatIf' {
        New-StateRepo ./other -WhatIf |
            Add-StateDependency -Debian busybox-static -Name base |
            Build-ServerImage |
            Start-EphemeralServer |
            Test-Server |
            Stop-Server -Force
        './other' | Should -Not -Exist
    }
}
