Describe 'Get-StateRepo' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = 'TestDrive:/a', 'TestDrive:/b' | New-StateRepo
        $null = New-StateRepo 'TestDrive:/c[1]' -Name c
        $null = New-Item TestDrive:/plain -ItemType Directory
    }

    It 'opens the repository of the current location' {
        Push-Location TestDrive:/a/rootfs
        try { (Get-StateRepo).Name | Should -Be a } finally { Pop-Location }
    }

    It 'expands wildcards' {
        (Get-StateRepo 'TestDrive:/[ab]').Name | Should -Be a, b
    }

    It 'takes a literal path as it is' {
        (Get-StateRepo -LiteralPath 'TestDrive:/c[1]').Name | Should -Be c
    }

    It 'takes folders from Get-ChildItem' {
        (Get-Item -LiteralPath TestDrive:/a, 'TestDrive:/c[1]' | Get-StateRepo).Name | Should -Be a, c
    }

    It 'says of a folder that it is no repository, and still opens the next' {
        $result = Invoke-Apart { 'TestDrive:/plain', 'TestDrive:/nowhere', 'TestDrive:/b' | Get-StateRepo -ErrorAction Continue }
        $result.Ids | Should -Be NotARepository, NotARepository
        $result.Output.Name | Should -Be b
        $result.Errors[0].TargetObject | Should -Be TestDrive:/plain
    }

    It 'shows Name, Branch, Head and Path as a table' {
        $text = Get-StateRepo TestDrive:/a | Format-Table | Out-String -Width 200
        $text | Should -Match 'Name\s+Branch\s+Head\s+Path'
        $text | Should -Match (Get-StateRepo TestDrive:/a).Head.Substring(0, 12)
    }
}
