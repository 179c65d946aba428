Describe 'Register-ServerRebuild' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = New-StateRepo TestDrive:/web
        $systemd = [bool] (Get-Command systemd-analyze -ErrorAction Ignore)
        # Any program will do: units are written, and nothing is started.
        $bin = New-Item TestDrive:/bin -ItemType Directory
        $null = New-Item "$($bin.FullName)/containerstate" -ItemType SymbolicLink -Value /usr/bin/env
        $path = $env:PATH
        $env:PATH = "$($bin.FullName):$path"
    }

    AfterAll { $env:PATH = $path }

    It 'writes a timer and its service that systemd finds nothing wrong with' {
        $timer = $repo | Register-ServerRebuild -Name web -Count 2 -Pull -Schedule 'Mon 04:00' -UnitFolder TestDrive:/units
        $timer.Path | Should -Be (Convert-Path TestDrive:/units/containerstate-rebuild.web.timer)
        $timer.Verified | Should -Be $systemd
        $timer.EnableCommand | Should -Be "systemctl enable -- $($timer.Path -replace 'timer$', 'service') && systemctl enable --now -- $($timer.Path)"
        if ($systemd) { $timer.Next | Should -Match '^Mon ' }
        $settings = Get-Content $timer.SettingsPath -Raw | ConvertFrom-Json
        $settings.schedule, $settings.rebuild.repository, $settings.rebuild.count, $settings.rebuild.pull | Should -Be 'Mon 04:00', $repo.Path, 2, $true
    }

    It 'writes a file for cron' {
        $cron = Register-ServerRebuild $repo.Path -Name web -Cron -Schedule '30 2 * * *' -UnitFolder TestDrive:/cron
        Get-Content $cron.Path | Should -Contain "30 2 * * * root '$($bin.FullName)/containerstate' '--json' 'server' 'rebuild' '--settings' '$($cron.SettingsPath)' >/dev/null"
    }

    It 'writes nothing with -WhatIf, and for what is no schedule' {
        Register-ServerRebuild $repo.Path -Name web -Schedule daily -UnitFolder TestDrive:/nothing -WhatIf
        (Invoke-Apart { Register-ServerRebuild $repo.Path -Name web -Schedule 'now and then' -UnitFolder TestDrive:/nothing -ErrorAction Continue }).Ids | Should -Be InvalidName
        (Invoke-Apart { Register-ServerRebuild $repo.Path -Name web -Cron -Schedule '61 * * * *' -UnitFolder TestDrive:/nothing -ErrorAction Continue }).Ids | Should -Be InvalidName
        Test-Path TestDrive:/nothing | Should -BeFalse
    }

    It 'refuses a secret itself' {
        (Invoke-Apart { Register-ServerRebuild $repo.Path -Name web -Schedule daily -Secret @{ key = 'value' } -UnitFolder TestDrive:/nothing -ErrorAction Continue }).Ids | Should -Be InvalidName
    }
}
