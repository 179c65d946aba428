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

    It 'stops no server for an image, a row or a repository that is named like it' {
        $named = $image | Start-EphemeralServer -Name $image.Name
        try {
            (Invoke-Apart { $image | Stop-Server -Force -ErrorAction Continue }).Ids | Should -Be InputObjectNotBound
            (Invoke-Apart { [pscustomobject]@{ Name = $image.Name } | Stop-Server -Force -ErrorAction Continue }).Ids | Should -Be InputObjectNotBound
            (Invoke-Apart { Get-FixtureRepo | Stop-Server -Force -ErrorAction Continue }).Ids | Should -Be InputObjectNotBound
            (Get-Server $image.Name).State | Should -Be Running
        } finally {
            $named | Stop-Server -Force
        }
    }

    It 'hands on with -PassThru what is now, and still reads its log where that is kept' {
        $stopped = $servers[0] | Stop-Server -Force -PassThru
        $stopped.State | Should -Be Stopped
        $stopped.ProcessId | Should -Be 0
        $stopped.UptimeSeconds | Should -Be 0
    }

    It 'takes names in any case, and each server once however often it is named' {
        ($servers[0].Name.ToUpperInvariant(), $servers[0], "$prefix-stop*", $servers[0].Name | Stop-Server -Force -PassThru).Name | Should -Be $servers.Name
    }

    It 'refuses a pattern that is not whole, and stops nothing' {
        $result = Invoke-Apart { Stop-Server "$prefix-stop-[12" -Force -ErrorAction Continue }
        $result.Ids | Should -Be InvalidName
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Match '\[a-c\]'
        Get-Server "$prefix-stop*" | Should -HaveCount 2
    }

    It 'says that a name is missing' {
        $said = try { Stop-Server $null -Force } catch { $_ }
        "$($said)" | Should -Match 'null or empty'
    }

    It 'is Stop-EphemeralServer too, and takes a server where a name stands' {
        $servers[0] | Stop-EphemeralServer -Force
        Stop-Server $servers[1] -Force
        Get-Server "$prefix-stop*" | Should -BeNullOrEmpty
    }

    It 'takes servers where names stand, and refuses one of before for another of its name' {
        Stop-Server $servers -Force -PassThru | ForEach-Object Name | Should -Be $servers.Name
        $null = $image | Start-EphemeralServer -Name $servers[0].Name
        (Invoke-Apart { $servers[0] | Stop-Server -Force -ErrorAction Continue }).Ids | Should -Be ServerNotFound
        (Invoke-Apart { Stop-Server $servers[0] -Force -ErrorAction Continue }).Ids | Should -Be ServerNotFound
        (Get-Server $servers[0].Name).State | Should -Be Running
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
