Describe 'Add-StateDependency' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $source = New-Source TestDrive:/source
        Invoke-Git -C $source tag v1
    }

    BeforeEach {
        Remove-Item TestDrive:/web, TestDrive:/app -Recurse -Force -ErrorAction Ignore
        $repo = New-StateRepo TestDrive:/web
    }

    It 'pins a Git repository as a submodule, and hands on an object that carries its repository' {
        $dependency = $repo | Add-StateDependency $source -Name app -Ref v1 -To /srv/app -Keep '*.txt', '*.md'
        $dependency.Kind | Should -Be Submodule
        $dependency.Commit | Should -Be (git -C $source rev-parse v1)
        $dependency.Repository.Path | Should -Be $repo.Path
        $dependency.Repository.Head | Should -Be (git -C $repo.Path rev-parse HEAD)
        git -C $repo.Path ls-tree HEAD deps/app | Should -Match "^160000 commit $($dependency.Commit)"
        Get-Content TestDrive:/web/components/app.yaml -Raw | Should -Match '/srv/app[\s\S]*\*\.txt[\s\S]*\*\.md'
    }

    It 'derives a name, and works in the repository of the current location' {
        Push-Location TestDrive:/web
        try { (Add-StateDependency $source).Name | Should -Be source } finally { Pop-Location }
    }

    It 'adds one without a component' {
        $null = Add-StateDependency $source -Name app -NoComponent -Path TestDrive:/web
        'TestDrive:/web/components/app.yaml' | Should -Not -Exist
    }

    It 'makes a checkout next to the repository' {
        ($repo | Add-StateDependency $source -Name app -SideBySide).Kind | Should -Be SideBySide
        git -C $repo.Path ls-tree HEAD deps/app | Should -BeNullOrEmpty
    }

    It 'takes Debian packages as a list, or joined by commas' {
        $dependency = $repo | Add-StateDependency -Debian 'busybox-static,ca-certificates' -Variant extract -Suite bookworm -Name base -ErrorAction Stop
        $dependency.Kind | Should -Be Debian
        $dependency.Url | Should -Be ./
        $dependency.Detail | Should -Match 'busybox-static.*ca-certificates'
    }

    It 'changes nothing with -WhatIf' {
        $repo | Add-StateDependency $source -Name app -WhatIf | Should -BeNullOrEmpty
        (Get-StateRepo $repo.Path).Head | Should -Be $repo.Head
    }

    It 'refuses <Case> with <Id>, and changes nothing' -ForEach @(
        @{ Case = 'a URL that is an option'; Id = 'UnsafeUrl'; With = @{ Url = '--upload-pack=x' } }
        @{ Case = 'a remote that is not there'; Id = 'Remote'; With = @{ Url = '/nowhere/at/all.git' } }
        @{ Case = 'a name with ..'; Id = 'InvalidName'; With = @{ Url = '/nowhere'; Name = '../x' } }
        @{ Case = 'a reference that does not exist'; Id = 'ReferenceNotFound'; With = @{ Url = '$source'; Ref = 'nope' } }
        @{ Case = 'a package that does not exist'; Id = 'PackageNotFound'; With = @{ Debian = 'no-such-package-anywhere' } }
    ) {
        if ($With.Url -eq '$source') { $With.Url = $source }
        $result = Invoke-Apart { $repo | Add-StateDependency @With -ErrorAction Continue }
        $result.Ids | Should -Be $Id
        $result.Output | Should -BeNullOrEmpty
        (Get-StateRepo $repo.Path).Head | Should -Be $repo.Head
        git -C $repo.Path status --porcelain | Should -BeNullOrEmpty
    }

    It 'refuses a name that is taken, and still serves the next repository' {
        $other = New-StateRepo TestDrive:/other
        $null = $repo | Add-StateDependency $source -Name app
        $result = Invoke-Apart { (Get-StateRepo $repo.Path), $other | Add-StateDependency $source -Name app -ErrorAction Continue }
        $result.Ids | Should -Be DependencyExists
        $result.Output.Repository.Path | Should -Be $other.Path
    }
}
