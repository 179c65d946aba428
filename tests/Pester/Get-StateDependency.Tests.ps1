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

    It 'shows Name, Kind, Commit, Present and Detail as a table' {
        $repo | Get-StateDependency | Format-Table | Out-String -Width 200 | Should -Match 'Name\s+Kind\s+Commit\s+Present\s+Detail'
    }
}
