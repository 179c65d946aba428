Describe 'Clear-StateCache' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $before = $env:CONTAINERSTATE_HOME
        # Layers and logs are the whole store's, and other tests have theirs.
        $env:CONTAINERSTATE_HOME = Join-Path (Convert-Path TestDrive:/) home

        function Set-Use([string] $Key, [int] $Days) {
            $file = New-Item (Join-Path $repo.Path .git/containerstate/uses $Key) -Force
            $file.LastWriteTimeUtc = [datetime]::UtcNow.AddDays(-$Days)
        }
    }

    AfterAll { $env:CONTAINERSTATE_HOME = $before }

    BeforeEach {
        $repo = New-StateRepo "TestDrive:/$([guid]::NewGuid().ToString('n'))" -Name web
        foreach ($name in 'a', 'b', 'c') { $null = Add-Result $repo ($name * 64) }
        Set-Use ('a' * 64) 50
        Set-Use ('b' * 64) 10
    }

    It 'removes what was not used for 30 days' {
        $repo | Clear-StateCache | Should -BeNullOrEmpty
        Get-Results $repo.Path | Should -Be ('b' * 64), ('c' * 64)
    }

    It 'removes what was not used for longer than was asked, and hands it on with -PassThru' {
        $removed = Clear-StateCache $repo.Path -OlderThanDays 5 -PassThru
        $removed.Name | Should -Be ('a' * 64), ('b' * 64)
        $removed.Kind | Should -Be Result, Result
        $removed[0].Component | Should -Be app
        Get-Results $repo.Path | Should -Be ('c' * 64)
    }

    It 'removes down to a size, the least recently used first' {
        ($repo | Clear-StateCache -MaximumSizeMiB 0 -PassThru).Name[0] | Should -Be ('a' * 64)
        Get-Results $repo.Path | Should -BeNullOrEmpty
    }

    It 'removes layers and logs by their times' {
        foreach ($file in 'layers/x.squashfs', 'logs/x.log') {
            (New-Item (Join-Path $env:CONTAINERSTATE_HOME $file) -Force).LastWriteTimeUtc = [datetime]::UtcNow.AddDays(-40)
        }
        ($repo | Clear-StateCache -PassThru).Kind | Sort-Object | Should -Be Layer, Log, Result
        'layers', 'logs' | ForEach-Object { Get-ChildItem (Join-Path $env:CONTAINERSTATE_HOME $_) -Recurse -File } | Should -BeNullOrEmpty
    }

    It 'keeps as many images of a server as was asked, and those of branches' {
        foreach ($page in 1..4) {
            Set-Content (Join-Path $repo.Path rootfs/srv/www/index.html) "page $page"
            Invoke-Git -C $repo.Path commit --quiet -am "page $page"
            $image = $repo | Build-ServerImage -WarningAction SilentlyContinue
        }
        $repo | Clear-StateCache -KeepImages 2 -WhatIf
        Get-ServerImage | Should -HaveCount 4
        $removed = $repo | Clear-StateCache -KeepImages 2 -PassThru
        $removed.Where{ $_.Kind -eq 'StoredImage' }.Component | Should -Be web, web
        (Get-ServerImage)[0].Id | Should -Be $image.Id
        $null = $repo | Clear-StateCache -KeepImages 0
        (Get-ServerImage).Id | Should -Be $image.Id
    }

    It 'changes nothing with -WhatIf, of the call or of the session' {
        $uses = Join-Path $repo.Path .git/containerstate/uses
        $repo | Clear-StateCache -OlderThanDays 0 -WhatIf
        & { $WhatIfPreference = $true; $repo | Clear-StateCache -OlderThanDays 0 }
        Get-Results $repo.Path | Should -HaveCount 3
        (Get-ChildItem $uses).Name | Should -Be ('a' * 64), ('b' * 64)
        # As against: without it, the use that nobody noted is noted.
        $repo | Clear-StateCache -OlderThanDays 100
        (Get-ChildItem $uses).Name | Should -Be ('a' * 64), ('b' * 64), ('c' * 64)
    }

    It 'refuses a negative age' {
        { $repo | Clear-StateCache -OlderThanDays -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'says that there is no repository' {
        (Invoke-Apart { Clear-StateCache TestDrive:/nowhere -ErrorAction Continue }).Ids | Should -Be NotARepository
    }
}
