Describe 'New-StateRepo' {
    BeforeAll { . $PSScriptRoot/Common.ps1 }

    It 'makes a repository with a first commit, called after its folder' {
        $repo = New-StateRepo TestDrive:/web
        $repo.Name | Should -Be web
        $repo.Head | Should -Match '^[0-9a-f]{40}$'
        $repo.Path | Should -Be (Convert-Path TestDrive:/web)
        'TestDrive:/web/state.yaml' | Should -Exist
        git -C $repo.Path status --porcelain | Should -BeNullOrEmpty
    }

    It 'takes another name' {
        (New-StateRepo TestDrive:/folder -Name shop).Name | Should -Be shop
    }

    It 'makes a name of a folder that no server can be called after, and says it' {
        $repo = New-StateRepo 'TestDrive:/My Shop_2' -WarningVariable said -WarningAction SilentlyContinue
        $repo.Name | Should -Be my-shop-2
        $said | Should -BeLike '*my-shop-2*My Shop_2*-Name*'
    }

    It 'resolves a path from the location of PowerShell, not of the process' {
        Push-Location TestDrive:/
        try { $repo = New-StateRepo ./here } finally { Pop-Location }
        $repo.Path | Should -Be (Join-Path (Convert-Path TestDrive:/) here)
    }

    It 'makes nothing with -WhatIf' {
        New-StateRepo TestDrive:/not -WhatIf | Should -BeNullOrEmpty
        'TestDrive:/not' | Should -Not -Exist
    }

    It 'refuses a folder that is not empty, and still makes the next' {
        Set-Content (New-Item TestDrive:/full/file -Force) x
        $result = Invoke-Apart { 'TestDrive:/full', 'TestDrive:/next' | New-StateRepo -ErrorAction Continue }
        $result.Ids | Should -Be RepositoryExists
        $result.Errors[0].CategoryInfo.Category | Should -Be ResourceExists
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $result.Output.Name | Should -Be next
        (Get-ChildItem TestDrive:/full).Name | Should -Be file
    }

    It 'refuses the name <Name>' -ForEach @(
        @{ Name = 'with space' }, @{ Name = 'a/b' }, @{ Name = '..' }, @{ Name = "a`nb" }, @{ Name = '-x' }
    ) {
        $result = Invoke-Apart { New-StateRepo TestDrive:/bad -Name $Name -ErrorAction Continue }
        $result.Ids | Should -Be InvalidName
        'TestDrive:/bad/state.yaml' | Should -Not -Exist
    }
}
