Describe 'Register-ServerSupervisor' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $image = Get-FixtureImage
        $systemd = [bool] (Get-Command systemd-analyze -ErrorAction Ignore)
        # Any program will do: the unit is written, and nothing is started.
        $bin = New-Item TestDrive:/bin -ItemType Directory
        $null = New-Item "$($bin.FullName)/containerstate" -ItemType SymbolicLink -Value /usr/bin/env
        $path = $env:PATH
        $env:PATH = "$($bin.FullName):$path"
    }

    AfterAll { $env:PATH = $path }

    It 'writes a unit that systemd finds nothing wrong with, and says how to enable it' {
        $unit = $image | Register-ServerSupervisor -Name web -Count 5 -UnitFolder TestDrive:/units
        $unit.Name | Should -Be containerstate-web.service
        $unit.Path | Should -Be (Convert-Path TestDrive:/units/containerstate-web.service)
        $unit.Verified | Should -Be $systemd
        $unit.EnableCommand | Should -Be "systemctl enable --now -- $($unit.Path)"
        $text = Get-Content $unit.Path -Raw
        $text | Should -BeLike "*ExecStart=`"$($bin.FullName)/containerstate`" `"--json`" `"server`" `"supervise`" `"--settings`" `"$($unit.SettingsPath)`"*"
        $settings = Get-Content $unit.SettingsPath -Raw | ConvertFrom-Json
        $settings.count | Should -Be 5
        $settings.image | Should -Be $image.Id
        $text | Should -BeLike "*Environment=`"CONTAINERSTATE_HOME=$env:CONTAINERSTATE_HOME`"*"
        if ($systemd) {
            systemd-analyze verify --man=no --recursive-errors=no $unit.Path 2>&1 | Should -BeNullOrEmpty
        }
    }

    It 'follows a repository, as it is named' {
        $unit = Get-FixtureRepo | Register-ServerSupervisor -Ref main -Name follower -IntervalSeconds 0.5 -UnitFolder TestDrive:/units
        $settings = Get-Content $unit.SettingsPath -Raw | ConvertFrom-Json
        $settings.repository | Should -Be (Get-FixtureRepo).Path
        $settings.reference | Should -Be main
        $settings.intervalSeconds | Should -Be 0.5
    }

    It 'writes nothing with -WhatIf' {
        $image | Register-ServerSupervisor -Name not -UnitFolder TestDrive:/nowhere -WhatIf | Should -BeNullOrEmpty
        'TestDrive:/nowhere' | Should -Not -Exist
    }

    It 'writes nothing when the name is not usable' {
        (Invoke-Apart { $image | Register-ServerSupervisor -Name '../web' -UnitFolder TestDrive:/nowhere -ErrorAction Continue }).Ids | Should -Be InvalidName
        'TestDrive:/nowhere' | Should -Not -Exist
    }

    It 'says that the command line is not on PATH' {
        $env:PATH = '/nonexistent'
        try {
            (Invoke-Apart { $image | Register-ServerSupervisor -Name web -UnitFolder TestDrive:/nowhere -ErrorAction Continue }).Ids | Should -Be CommandLineNotFound
        } finally {
            $env:PATH = "$($bin.FullName):$path"
        }
        'TestDrive:/nowhere' | Should -Not -Exist
    }
}
