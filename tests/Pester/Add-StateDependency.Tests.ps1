Describe 'Add-StateDependency' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $source = New-Source TestDrive:/source
        Invoke-Git -C $source tag v1
        $null = New-Item TestDrive:/tree/foo-1.2 -ItemType Directory
        Set-Content TestDrive:/tree/foo-1.2/page.html page
        tar -C (Convert-Path TestDrive:/tree) -czf "$(Convert-Path TestDrive:/)/foo-1.2.tar.gz" foo-1.2
        tar -C (Convert-Path TestDrive:/tree) --transform 's,^foo,../foo,' -Pcf "$(Convert-Path TestDrive:/)/hostile.tar" foo-1.2
        $digest = (Get-FileHash TestDrive:/foo-1.2.tar.gz -Algorithm SHA256).Hash
        $hostile = (Get-FileHash TestDrive:/hostile.tar -Algorithm SHA256).Hash
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

    It 'places nothing on the server with an empty -Keep' {
        $null = $repo | Add-StateDependency $source -Name one -Keep @()
        $null = $repo | Add-StateDependency $source -Name two -Keep ''
        'one', 'two' | ForEach-Object { Get-Content "TestDrive:/web/components/$_.yaml" -Raw | Should -Match 'keep: \[\]' }
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
        $dependency = $repo | Add-StateDependency -Debian 'busybox-static,netbase' -Variant extract -Suite bookworm -Name base -ErrorAction Stop
        $dependency.Kind | Should -Be Debian
        $dependency.Url | Should -Be ./
        $dependency.Detail | Should -Match 'busybox-static.*netbase'
    }

    It 'shows what is installed by package' {
        $inner = [powershell]::Create()
        try {
            $null = $inner.AddScript({ param($module, $path) Import-Module $module; Add-StateDependency -Debian netbase -Variant essential -Path $path -ErrorAction Stop }.ToString()).AddArgument($modulePath).AddArgument($repo.Path)
            $inner.Invoke().Kind | Should -Be Debian
            $shown = $inner.Streams.Progress | Where-Object StatusDescription -EQ Import
            $shown.CurrentOperation -match '(unpacking|setting up) [a-z0-9.+-]+ \S' | Should -Not -BeNullOrEmpty
            $shown.PercentComplete | Where-Object { $_ -gt 0 } | Should -Not -BeNullOrEmpty
        } finally { $inner.Dispose() }
    }

    It 'unpacks a Debian source package, with Debian''s patches' {
        $dependency = $repo | Add-StateDependency -DebianSource hello -Suite bookworm -ErrorAction Stop
        $dependency.Kind | Should -Be DebianSource
        $dependency.Name | Should -Be hello
        $dependency.Detail | Should -Match '^hello 2\.\S+ \(bookworm, source\)$'
        git -C $repo.Path show "$($dependency.Commit):debian/control" | Should -Contain 'Source: hello'
        Get-Content TestDrive:/web/components/hello.yaml | Should -Contain 'to: /srv/hello'
    }

    It 'unpacks an archive whose path is one of PowerShell, and whose digest is that of Get-FileHash' {
        $dependency = $repo | Add-StateDependency -Archive TestDrive:/foo-1.2.tar.gz -Sha256 $digest -Name foo -NoComponent
        $dependency.Kind | Should -Be Archive
        $dependency.Detail | Should -Be 'foo-1.2.tar.gz (source)'
        git -C $repo.Path show "$($dependency.Commit):page.html" | Should -Be page
        'TestDrive:/web/components/foo.yaml' | Should -Not -Exist
    }

    It 'takes a path that begins at the current location, and gives the same commit each time' {
        $other = New-StateRepo TestDrive:/app
        Push-Location TestDrive:/web
        try { $first = Add-StateDependency -Archive ../foo-1.2.tar.gz -Sha256 $digest } finally { Pop-Location }
        $first.Name | Should -Be foo-1.2
        ($other | Add-StateDependency -Archive TestDrive:/foo-1.2.tar.gz -Sha256 $digest -Twice).Commit | Should -Be $first.Commit
    }

    It 'keeps a root filesystem as it is' {
        $dependency = $repo | Add-StateDependency -Archive TestDrive:/foo-1.2.tar.gz -Sha256 $digest -Name base -RootFilesystem
        git -C $repo.Path show "$($dependency.Commit):foo-1.2/page.html" | Should -Be page
        Get-Content TestDrive:/web/components/base.yaml | Should -Contain 'to: /'
    }

    It 'takes an archive only with its digest, and nothing that belongs to another kind' {
        (Get-Command Add-StateDependency).ParameterSets | Where-Object Name -EQ Archive |
            ForEach-Object Parameters | Where-Object IsMandatory | ForEach-Object Name | Sort-Object | Should -Be Archive, Sha256
        { Add-StateDependency -Archive x -Sha256 x -Suite sid } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        { Add-StateDependency -Url https://localhost/x -Twice } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        { Add-StateDependency -DebianSource x -Variant extract } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
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
        @{ Case = 'a source package that does not exist'; Id = 'PackageNotFound'; With = @{ DebianSource = 'no-such-package-anywhere' } }
        @{ Case = 'a source package that is an option'; Id = 'InvalidName'; With = @{ DebianSource = '--x' } }
        @{ Case = 'an archive with another digest'; Id = 'DigestMismatch'; With = @{ Archive = 'TestDrive:/foo-1.2.tar.gz'; Sha256 = '0' * 64 } }
        @{ Case = 'what is no digest'; Id = 'InvalidName'; With = @{ Archive = 'TestDrive:/foo-1.2.tar.gz'; Sha256 = 'x' } }
        @{ Case = 'an archive that is not there'; Id = 'ArchiveNotFound'; With = @{ Archive = 'TestDrive:/none.tar'; Sha256 = '0' * 64 } }
        @{ Case = 'an archive on a drive that is not there'; Id = 'DriveNotFound'; With = @{ Archive = 'NoSuchDrive:/none.tar'; Sha256 = '0' * 64 } }
        @{ Case = 'an archive with a name that leaves it'; Id = 'UnsafeTree'; With = @{ Archive = 'TestDrive:/hostile.tar'; Sha256 = '$hostile' } }
        @{ Case = 'an archive at a URL that nobody serves'; Id = 'Remote'; With = @{ Archive = 'http://127.0.0.1:9/x.tar'; Sha256 = '0' * 64 } }
        @{ Case = 'a package that does not exist'; Id = 'PackageNotFound'; With = @{ Debian = 'no-such-package-anywhere' } }
    ) {
        if ($With.Url -eq '$source') { $With.Url = $source }
        if ($With.Sha256 -eq '$hostile') { $With.Sha256 = $hostile }
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
