Describe 'Remove-StateDependency' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $source = New-Source TestDrive:/source
    }

    BeforeEach {
        Remove-Item TestDrive:/web -Recurse -Force -ErrorAction Ignore
        $repo = New-StateRepo TestDrive:/web
        $null = $repo | Add-StateDependency $source -Name one
        $null = $repo | Add-StateDependency $source -Name two -NoComponent
    }

    It 'takes a dependency and its component out, and commits that' {
        $repo | Remove-StateDependency one | Should -BeNullOrEmpty
        ($repo | Get-StateDependency).Name | Should -Be two
        'TestDrive:/web/components/one.yaml' | Should -Not -Exist
        git -C $repo.Path status --porcelain | Should -BeNullOrEmpty
    }

    It 'takes what Get-StateDependency finds, and hands it on with -PassThru' {
        (Get-StateDependency -Path TestDrive:/web | Remove-StateDependency -PassThru).Name | Should -Be one, two
        $repo | Get-StateDependency | Should -BeNullOrEmpty
    }

    It 'leaves a component that the user changed, and warns' {
        Add-Content TestDrive:/web/components/one.yaml 'overrides: [two]'
        Remove-StateDependency one -Path TestDrive:/web -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'components/one.yaml stays, *deps/one*'
        'TestDrive:/web/components/one.yaml' | Should -FileContentMatch 'overrides'
        ($repo | Get-StateDependency).Name | Should -Be two
    }

    It 'changes nothing with -WhatIf' {
        $head = (Get-StateRepo $repo.Path).Head
        Remove-StateDependency one, two -Path TestDrive:/web -WhatIf
        (Get-StateRepo $repo.Path).Head | Should -Be $head
    }

    It 'says that there is none of a name, and still removes the next' {
        $result = Invoke-Apart { $repo | Remove-StateDependency nope, 't*', two -PassThru -ErrorAction Continue }
        $result.Ids | Should -Be DependencyNotFound, DependencyNotFound
        $result.Output.Name | Should -Be two
    }
}
