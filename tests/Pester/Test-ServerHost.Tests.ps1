Describe 'Test-ServerHost' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $checks = Test-ServerHost
    }

    It 'looks at programs, kernel, identity, cgroups and network' {
        $checks.Area | Sort-Object -Unique | Should -Contain Program
        ($checks.Area | Sort-Object -Unique).Count | Should -BeGreaterOrEqual 4
        $checks.Name | Should -Contain lxc-start
    }

    It 'gives a remedy for what is lacking, and only for that' {
        foreach ($check in $checks | Where-Object Name -NE fs-verity) {
            [string]::IsNullOrEmpty($check.Remedy) | Should -Be $check.Passed -Because $check.Name
        }
    }

    It 'passes without fs-verity, and says what it needs' {
        $check = $checks | Where-Object Name -EQ fs-verity
        $check.Passed | Should -BeTrue
        $check.Found | Should -Not -BeNullOrEmpty
        if ($check.Found -like 'not *') { $check.Remedy | Should -BeLike 'Nothing needs it.*' } else { $check.Remedy | Should -BeNullOrEmpty }
    }

    It 'shows Area, Name, Passed, Found and Remedy as a table' {
        $checks | Format-Table | Out-String -Width 200 | Should -Match 'Area\s+Name\s+Passed\s+Found\s+Remedy'
    }

    It 'looks at shared limits for the number of servers that is given' {
        (Test-ServerHost -Servers 1000 | Where-Object Name -EQ kernel.pid_max).Found | Should -Match '1000 servers need 516096'
    }

    It 'needs no root' -Skip:(-not [Environment]::IsPrivilegedProcess) {
        [int](Invoke-AsNobody '@(Test-ServerHost).Count') | Should -BeGreaterThan 10
    }
}
