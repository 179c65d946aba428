Describe 'Invoke-ServerSupervisor' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $image = Get-FixtureImage
        $name = "$prefix-sup"

        # In a session of its own, since it goes on until it is stopped.
        function Start-Supervisor([string] $Script) {
            $session = [powershell]::Create()
            $null = $session.AddScript("Import-Module '$modulePath'; $Script")
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $none = [Management.Automation.PSDataCollection[psobject]]::new()
            $none.Complete()
            $null = $session.BeginInvoke($none, $output)
            [pscustomobject]@{ Session = $session; Output = $output }
        }

        function Wait-Event($Supervisor, [scriptblock] $Wanted) {
            $deadline = (Get-Date).AddSeconds(60)
            while ((Get-Date) -lt $deadline) {
                # By number: an enumerator would wait for the end.
                $said = for ($i = 0; $i -lt $Supervisor.Output.Count; $i++) { $Supervisor.Output[$i] }
                if ($found = $said | Where-Object $Wanted | Select-Object -First 1) { return $found }
                Start-Sleep -Milliseconds 50
            }
            $Supervisor.Session.Stop()
            throw "It did not say so, but: $($said | Out-String) $($Supervisor.Session.Streams.Error)"
        }
    }

    AfterEach {
        if ($script:supervisor) { $script:supervisor.Session.Stop(); $script:supervisor.Session.Dispose(); $script:supervisor = $null }
        Stop-Server "$name-*" -Force
        Remove-Item "/run/containerstate/supervisors/$name.lock", "/run/containerstate/supervisors/$name.json" -ErrorAction Ignore
    }

    It 'keeps servers, replaces one that was killed, and leaves them at Ctrl+C' {
        $script:supervisor = Start-Supervisor "Invoke-ServerSupervisor $($image.Id) -Name $name -Count 2"
        $null = Wait-Event $supervisor { $_.Kind -eq 'Started' -and $_.Well -eq 2 }
        $first = Get-Server "$name-*"
        $first.Supervisor | Should -Be $name, $name

        kill -9 $first[0].ProcessId
        (Wait-Event $supervisor { $_.Kind -eq 'Replaced' }).Server | Should -Be $first[0].Name

        $supervisor.Session.Stop()
        $supervisor.Session.InvocationStateInfo.State | Should -Be Stopped
        $left = @(Get-Server "$name-*" | Where-Object State -EQ Running)
        $left | Should -HaveCount 2
        $left.StartedUtc | Should -Contain $first[1].StartedUtc
    }

    It 'ends when the reader has had enough, and the next takes the servers over' {
        $started = $image | Invoke-ServerSupervisor -Name $name -Count 2 | Where-Object Kind -EQ Started | Select-Object -First 2
        $started.Image | Should -Be $image.Id, $image.Id
        $before = Get-Server "$name-*"

        $seen = $image | Invoke-ServerSupervisor -Name $name -Count 2 | Select-Object -First 2

        $seen.Kind | Should -Be TakenOver, TakenOver
        (Get-Server "$name-*").StartedUtc | Should -Be $before.StartedUtc
    }

    It 'follows the newest image of a repository' {
        $repository = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/followed
        $null = $repository | Build-ServerImage
        $script:supervisor = Start-Supervisor "Invoke-ServerSupervisor -Path '$($repository.Path)' -Name $name -IntervalSeconds 0.3 -SettleSeconds 0.3"
        $null = Wait-Event $supervisor { $_.Kind -eq 'Started' }

        $null = New-Item "$($repository.Path)/rootfs/etc" -ItemType Directory -Force
        Set-Content "$($repository.Path)/rootfs/etc/version" next
        Invoke-Git -C $repository.Path add --all
        Invoke-Git -C $repository.Path commit -q -m Next
        $next = Get-StateRepo $repository.Path | Build-ServerImage

        (Wait-Event $supervisor { $_.Kind -eq 'RolledOut' }).Image | Should -Be $next.Id
    }

    It 'refuses a second supervisor of its name' {
        $script:supervisor = Start-Supervisor "Invoke-ServerSupervisor $($image.Id) -Name $name"
        $null = Wait-Event $supervisor { $_.Kind -eq 'Started' }
        (Invoke-Apart { $image | Invoke-ServerSupervisor -Name $name -ErrorAction Continue }).Ids | Should -Be Busy
    }

    It 'starts nothing with -WhatIf' {
        $image | Invoke-ServerSupervisor -Name $name -WhatIf | Should -BeNullOrEmpty
        Get-Server "$name-*" | Should -BeNullOrEmpty
    }

    It 'refuses the name <Bad>' -ForEach @(@{ Bad = 'with space' }, @{ Bad = 'a/b' }, @{ Bad = '..' }, @{ Bad = 'x' * 36 }) {
        (Invoke-Apart { $image | Invoke-ServerSupervisor -Name $Bad -ErrorAction Continue }).Ids | Should -Be InvalidName
    }

    It 'says that there is no such image, and no such repository' {
        (Invoke-Apart { Invoke-ServerSupervisor 00000000 -Name $name -ErrorAction Continue }).Ids | Should -Be ImageNotFound
        (Invoke-Apart { Invoke-ServerSupervisor -Path / -Name $name -ErrorAction Continue }).Ids | Should -Be NotARepository
    }

    It 'says that it needs root' {
        Invoke-AsNobody "Invoke-ServerSupervisor $($image.Id) -Name $name" | Should -Be NotRoot
    }

    It 'shows what it says as a table of a line each' {
        $said = $image | Invoke-ServerSupervisor -Name $name | Select-Object -First 1
        $lines = ($said | Out-String -Width 200).Trim() -split '\r?\n'
        ($lines[0].Trim() -split '\s+') | Should -Be Time, Kind, Server, Image, Well, Detail
        $lines | Should -HaveCount 3
        $lines[2] | Should -Match "Started\s+$name-1\s+$($image.Id.Substring(0, 12))\s+1 of 1\s+[\d.]+"
    }
}
