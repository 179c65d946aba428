Describe 'Stop-Server' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $image = Get-FixtureImage
    }

    BeforeEach { $servers = $image | Start-EphemeralServer -Name "$prefix-stop" -Count 2 | Sort-Object Name }

    AfterEach { Stop-Server "$prefix-*" -Force }

    It 'kills those whose name matches, and leaves nothing of them' {
        Stop-Server "$prefix-stop*" -Force | Should -BeNullOrEmpty
        Get-Server "$prefix-stop*" | Should -BeNullOrEmpty
        $servers | ForEach-Object { Test-Running $_.ProcessId } | Should -Be $false, $false
        Get-Content /proc/mounts | Select-String "$prefix-stop" | Should -BeNullOrEmpty
    }

    It 'takes servers, or objects that carry one, and hands them on with -PassThru' {
        ($servers[0] | Stop-Server -Force -PassThru).Name | Should -Be $servers[0].Name
        ([pscustomobject]@{ Server = $servers[1] } | Stop-Server -Force -PassThru).Name | Should -Be $servers[1].Name
    }

    It 'is Stop-EphemeralServer too' {
        $servers | Stop-EphemeralServer -Force
        Get-Server "$prefix-stop*" | Should -BeNullOrEmpty
    }

    It 'serves a server once that two names match' {
        (Stop-Server $servers[0].Name, "$prefix-stop*" -Force -PassThru).Name | Should -Be $servers.Name
    }

    It 'kills nothing with -WhatIf, with -Force or without' {
        $servers | Stop-Server -WhatIf
        $servers | Stop-Server -WhatIf -Force
        & { $WhatIfPreference = $true; $servers | Stop-Server -Force }
        (Get-Server "$prefix-stop*").State | Should -Be Running, Running
    }

    It 'asks, unless told not to' {
        $asked = pwsh -NoProfile -NonInteractive -Command "Import-Module '$modulePath'; Stop-Server $($servers[0].Name)" 2>&1
        "$asked" | Should -Match 'NonInteractive'
        (Get-Server $servers[0].Name).State | Should -Be Running
        $servers[0] | Stop-Server -Confirm:$false
        Get-Server "$prefix-stop*" | Should -HaveCount 1
    }

    It 'says that there is no such server, and still kills the next' {
        $result = Invoke-Apart { "$prefix-nope", $servers[0].Name | Stop-Server -Force -PassThru -ErrorAction Continue }
        $result.Ids | Should -Be ServerNotFound
        $result.Output.Name | Should -Be $servers[0].Name
    }

    It 'clears up a server that was killed behind our back' {
        kill -9 $servers[0].ProcessId
        $servers | Stop-Server -Force
        Get-Server "$prefix-stop*" | Should -BeNullOrEmpty
    }
}
