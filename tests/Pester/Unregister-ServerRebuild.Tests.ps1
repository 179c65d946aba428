Describe 'Unregister-ServerRebuild' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = New-StateRepo TestDrive:/web
        $bin = New-Item TestDrive:/bin -ItemType Directory
        $null = New-Item "$($bin.FullName)/containerstate" -ItemType SymbolicLink -Value /usr/bin/env
        $path = $env:PATH
        $env:PATH = "$($bin.FullName):$path"
    }

    BeforeEach { $null = 'web', 'api' | ForEach-Object { Register-ServerRebuild $repo.Path -Name $_ -Schedule daily -UnitFolder TestDrive:/units } }

    AfterAll { $env:PATH = $path }

    It 'removes what was written, by name and by object' {
        (Get-ServerRebuild -Scheduled -UnitFolder TestDrive:/units).Name | Should -Be api, web
        (Unregister-ServerRebuild web -UnitFolder TestDrive:/units -PassThru).Schedule | Should -Be daily
        Get-ServerRebuild -Scheduled -UnitFolder TestDrive:/units | Unregister-ServerRebuild
        Get-ChildItem TestDrive:/units | Should -BeNullOrEmpty
    }

    It 'removes nothing with -WhatIf, and says of what is not there that it is not' {
        Unregister-ServerRebuild * -UnitFolder TestDrive:/units -WhatIf
        (Invoke-Apart { Unregister-ServerRebuild nothing -UnitFolder TestDrive:/units -ErrorAction Continue }).Ids | Should -Be RebuildNotFound
        (Get-ChildItem TestDrive:/units).Count | Should -Be 6
    }
}
