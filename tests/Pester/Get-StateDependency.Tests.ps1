Describe 'Get-StateDependency' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $source = New-Source TestDrive:/source
        $repo = New-StateRepo TestDrive:/web
        $null = $repo | Add-StateDependency $source -Name app-one
        $null = $repo | Add-StateDependency $source -Name app-two -NoComponent
        $null = $repo | Add-StateDependency $source -Name lib -NoComponent
    }

    It 'lists all, by name' {
        ($repo | Get-StateDependency).Name | Should -Be app-one, app-two, lib
    }

    It 'takes wildcards, and finds nothing without an error' {
        (Get-StateDependency app-* -Path TestDrive:/web).Name | Should -Be app-one, app-two
        $repo | Get-StateDependency zz* | Should -BeNullOrEmpty
    }

    It 'says that there is none of a name, and still finds the next' {
        $result = Invoke-Apart { $repo | Get-StateDependency nope, lib -ErrorAction Continue }
        $result.Ids | Should -Be DependencyNotFound
        $result.Output.Name | Should -Be lib
    }

    It 'completes names' {
        $line = "Get-StateDependency -Path $(Convert-Path TestDrive:/web) -Name app-"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be app-one, app-two
    }

    It 'completes nothing, and throws nothing, where there is no repository' {
        $line = 'Get-StateDependency -Path /proc -Name app-'
        { TabExpansion2 $line $line.Length } | Should -Not -Throw
    }

    It 'lists the packages in them' {
        $packages = Get-FixtureRepo | Get-StateDependency -Packages
        $packages | Should -HaveCount 1
        $packages | Should -BeOfType ContainerState.Imports.Packages.StatePackage
        $packages.Name, $packages.Architecture, $packages.Dependency, $packages.Kind | Should -Be busybox-static, amd64, base, Debian
        $packages.Sha256 | Should -Match '^[0-9a-f]{64}$'
        $packages.PackageUrl | Should -Match '^pkg:deb/debian/busybox-static@1.+\?arch=amd64&distro='
        $packages | Out-String -Width 200 | Should -Match 'Name\s+Version\s+Architecture\s+Dependency\s+Kind\s+Licences'
        ($repo | Get-StateDependency app-*, app-one -Packages).Name | Should -Be app-one, app-two
    }

    It 'says that there is none of a name, and still lists the packages of the next' {
        $result = Invoke-Apart { $repo | Get-StateDependency nope, lib -Packages -ErrorAction Continue }
        $result.Ids | Should -Be DependencyNotFound
        $result.Output.Name | Should -Be lib
    }

    It 'lists packages or what is outdated, and not both' {
        { $repo | Get-StateDependency -Packages -Outdated } | Should -Throw -ErrorId AmbiguousParameterSet*
    }

    It 'shows Name, Kind, Commit, Present and Detail as a table' {
        $repo | Get-StateDependency | Format-Table | Out-String -Width 200 | Should -Match 'Name\s+Kind\s+Commit\s+Present\s+Detail'
    }
}
